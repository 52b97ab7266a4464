import type { DurabilityProfile, DurabilityProfileName } from '../contracts/durability';
import type {
  AlertsSpec,
  ClusterPlatformSpec,
  ComposePlatformSpec,
  EksPlatformSpec,
  EmbeddedPlatformSpec,
  LogLevel,
  MinikubePlatformSpec,
  PlatformKind,
  QuotaSpec,
  ScalingSpec,
  TelemetryStoreSpec,
} from './spec';
import type { Cpu, DataRate, Duration, Size, Unit } from './units';

/** Resolved: every default filled in, every rule passed, deeply frozen. Nothing downstream checks or defaults again. */
export interface Environment {
  readonly name: string;
  readonly platform: Platform;
  readonly versions: Versions;
  readonly kafka: Kafka;
  /** In the catalogue's order. */
  readonly topics: readonly Topic[];
  readonly services: readonly Service[];
  readonly alerts: Alerts;
}

export type Platform = EmbeddedPlatformSpec | ComposePlatformSpec | MinikubePlatform | EksPlatform;

/** A store of lines or traces. */
export type KeptTelemetry = Required<TelemetryStoreSpec>;
export type TelemetryStore = KeptTelemetry | 'none';

/** What any cluster has, wherever it stands. */
export type ClusterPlatform = Required<Omit<ClusterPlatformSpec, 'mirror' | 'logs' | 'traces'>> &
  Pick<ClusterPlatformSpec, 'mirror'> & { readonly logs: TelemetryStore; readonly traces: TelemetryStore };
export type MinikubePlatform = Required<Omit<MinikubePlatformSpec, keyof ClusterPlatformSpec>> & ClusterPlatform;
/** Of what may be left out only what may be absent is left: no default stands for it. */
type EksMayLack = 'tieredStorage' | 'imageDigests';
export type EksPlatform = Required<Omit<EksPlatformSpec, keyof ClusterPlatformSpec | EksMayLack | 'network'>> &
  Pick<EksPlatformSpec, EksMayLack> &
  ClusterPlatform & { readonly network: Required<NonNullable<EksPlatformSpec['network']>> };

/** An environment whose platform is of that kind. */
export type EnvironmentOn<K extends PlatformKind> = Environment & { readonly platform: Extract<Platform, { kind: K }> };

/** Narrows an environment to its kind of platform. */
export function isOn<K extends PlatformKind>(environment: Environment, kind: K): environment is EnvironmentOn<K> {
  return environment.platform.kind === kind;
}

/** Every member is there, and theirs too; a unit is a value of its own. */
type Filled<T> = T extends Unit | string | number ? T : { readonly [K in keyof T]-?: Filled<NonNullable<T[K]>> };

/** When somebody is told; nobody is where there are no receivers. */
export type Alerts = Filled<Omit<AlertsSpec, 'receivers'>> & Pick<AlertsSpec, 'receivers'>;

export interface Versions {
  readonly kafka: string;
  /** `metadata.version` of KRaft. */
  readonly metadata: string;
  readonly strimzi: string;
  readonly kubernetes: string;
}

export interface Broker {
  /** Node id, from 1 up: stable for the broker's life. On a laptop the first one's client port is `brokerPort`. */
  readonly id: number;
  /** `broker.rack`: the zone. */
  readonly rack: string;
}

export interface Kafka {
  readonly brokers: readonly Broker[];
  readonly controllers: number | 'combined';
  /** Of each controller of its own; of no meaning when they are combined. */
  readonly controllerResources: { readonly cpu: Cpu; readonly memory: Size };
  readonly heap: Size;
  readonly resources: { readonly cpu: Cpu; readonly memory: Size };
  readonly volume: {
    readonly size: Size;
    readonly headroom: number;
    /** Of an EBS gp3 volume; of no meaning elsewhere. */
    readonly throughput: DataRate;
    readonly iops: number;
  };
  readonly maxReplicasPerBroker: number;
  readonly authentication: 'none' | 'scram' | 'mtls';
  /** Is there a Cruise Control, which moves replicas when brokers come, go or fill up? */
  readonly cruiseControl: boolean;
  /** Silence after which a broker is fenced and its leaders move. */
  readonly brokerSessionTimeout: Duration;
  /** Cluster-wide broker settings, by Kafka's names. */
  readonly config: Readonly<Record<string, string>>;
}

export interface Topic {
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly durability: DurabilityProfileName;
  readonly profile: DurabilityProfile;
  readonly retention: Duration | 'forever';
  /** Of one partition; none when it is not set. */
  readonly retentionSize?: Size;
  /** On the volumes, when older segments go to S3. */
  readonly localRetention?: Duration;
  readonly cleanup: 'delete' | 'compact' | 'compact,delete';
  readonly maxRecordSize: Size;
  readonly writeRate: DataRate;
  /** Topic settings by Kafka's names. */
  readonly config: Readonly<Record<string, string>>;
}

export interface Service {
  readonly name: string;
  readonly description: string;
  readonly produces: readonly string[];
  readonly consumes: readonly string[];
  readonly group?: string;
  readonly deadLetter?: string;
  readonly transactional: boolean;
  /** The strictest profile of the topics it writes and reads. */
  readonly durability: DurabilityProfileName;
  readonly port: number;
  readonly replicas: number;
  readonly scaling?: Required<ScalingSpec>;
  readonly quota: Required<QuotaSpec>;
  readonly resources: { readonly cpu: Cpu; readonly memory: Size };
  readonly logLevel: LogLevel;
  readonly traceSampleRatio: number;
  readonly otlpEndpoint?: string;
  readonly queueSize: Size;
  readonly deliveryTimeout: Duration;
  readonly attempts: number;
  readonly drainTimeout: Duration;
}
