export type {
  AlertsSpec,
  AvailabilityAlertsSpec,
  CapacityAlertsSpec,
  ChannelSpec,
  LatenessAlertsSpec,
  LevelsSpec,
  ObjectivesSpec,
  ReceiversSpec,
  SafetyAlertsSpec,
  SecurityAlertsSpec,
} from './alerts';
export type { AwsAccountSpec, EksPlatformSpec, NodesSpec, Protected } from './eks';
export type { EnvironmentSpec } from './environment';
export type { KafkaSpec, VersionsSpec } from './kafka';
export type {
  ClusterPlatformSpec,
  ComposePlatformSpec,
  EmbeddedPlatformSpec,
  MinikubePlatformSpec,
  PlatformKind,
  PlatformSpec,
  TelemetryStoreSpec,
} from './platform';
export type { ResourcesSpec } from './resources';
export type { LogLevel, QuotaSpec, ScalingSpec, ServiceSpec } from './service';
export type { TopicSpec } from './topic';
