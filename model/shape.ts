import { z } from 'zod';
import type {
  AlertsSpec,
  AvailabilityAlertsSpec,
  AwsAccountSpec,
  CapacityAlertsSpec,
  EksPlatformSpec,
  EnvironmentSpec,
  KafkaSpec,
  LatenessAlertsSpec,
  LevelsSpec,
  NodesSpec,
  ObjectivesSpec,
  QuotaSpec,
  ReceiversSpec,
  ResourcesSpec,
  SafetyAlertsSpec,
  ScalingSpec,
  SecurityAlertsSpec,
  ServiceSpec,
  TelemetryStoreSpec,
  TopicSpec,
  VersionsSpec,
} from './spec';
import type { ComposePlatformSpec, EmbeddedPlatformSpec, MinikubePlatformSpec } from './spec';
import { Cpu, DataRate, Duration, Size } from './units';

/**
 * The form of a spec, for those that no compiler has checked: which keys there are and of what type each is. What the
 * numbers may be is the rules' (a NaN is a number here), so that each is explained by its own rule. A schema's
 * message for unknown keys is the name of its type; `keysOf` then knows which keys there are.
 */

const knownKeys = new Map<string, readonly string[]>();

/** Keys of a spec type, by its name. */
export const keysOf = (type: string): readonly string[] => knownKeys.get(type) ?? [];

/** A schema with exactly the keys of `Spec`: a key that the type has and the schema has not does not compile. */
function shapeOf<Spec>(type: string, shape: { readonly [K in keyof Required<Spec>]: z.ZodType }): z.ZodType<Spec> {
  knownKeys.set(type, Object.keys(shape));
  const schema = z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? type : `an object of the type ${type}`),
  });
  return schema as unknown as z.ZodType<Spec>;
}

const number = z.custom<number>((value) => typeof value === 'number', 'a number');
const text = z.string('a text');
const oneOf = (...values: readonly [string, ...string[]]): z.ZodType =>
  z.enum(values, `one of ${values.map((value) => `'${value}'`).join(', ')}`);
const size = z.custom<Size>((value) => value instanceof Size, 'a Size, such as Size.gibibytes(100)');
const duration = z.custom<Duration>((value) => value instanceof Duration, 'a Duration, such as Duration.days(7)');
const rate = z.custom<DataRate>(
  (value) => value instanceof DataRate,
  'a DataRate, such as DataRate.megabytesPerSecond(5)',
);
const cpu = z.custom<Cpu>((value) => value instanceof Cpu, 'a Cpu, such as Cpu.millicores(500)');

const resources = shapeOf<ResourcesSpec>('ResourcesSpec', { cpu, memory: size });

const storeShape = shapeOf<TelemetryStoreSpec>('TelemetryStoreSpec', {
  retention: duration.optional(),
  size: size.optional(),
});
const store = z
  .union([z.literal('none'), storeShape], "an object of the type TelemetryStoreSpec, or 'none'")
  .optional();

const clusterPlatform = {
  mirror: text.optional(),
  imageRepository: text.optional(),
  imageTag: text.optional(),
  imagePullPolicy: oneOf('IfNotPresent', 'Never', 'Always').optional(),
  dataDeletion: oneOf('forbidden', 'allowed').optional(),
  volumeProvisioner: text.optional(),
  logs: store,
  traces: store,
};

const nodes = { instanceType: text, perZone: number };
const texts = z.array(text, 'a list of texts');
const textsByName = z.record(z.string(), text, 'an object of texts');

const eksShape = shapeOf<EksPlatformSpec>('EksPlatformSpec', {
  ...clusterPlatform,
  kind: z.literal('eks'),
  account: shapeOf<AwsAccountSpec>('AwsAccountSpec', {
    name: text,
    id: text,
    region: text,
    repository: text.optional(),
    githubProvider: oneOf('made', 'existing').optional(),
  }),
  region: text,
  zones: z.tuple([text, text, text], 'a list of exactly three texts'),
  kafkaNodes: shapeOf<EksPlatformSpec['kafkaNodes']>("EksPlatformSpec['kafkaNodes']", nodes),
  systemNodes: shapeOf<NodesSpec>("EksPlatformSpec['systemNodes']", nodes).optional(),
  appNodes: shapeOf<NonNullable<EksPlatformSpec['appNodes']>>("EksPlatformSpec['appNodes']", {
    instanceType: text,
    least: number,
    most: number,
  }).optional(),
  network: shapeOf<NonNullable<EksPlatformSpec['network']>>("EksPlatformSpec['network']", {
    cidr: text.optional(),
    natGateways: oneOf('per-zone', 'shared').optional(),
  }).optional(),
  apiServerCidrs: texts.optional(),
  administrators: texts.optional(),
  clientCidrs: texts.optional(),
  maintenanceWindows: texts.optional(),
  tieredStorage: shapeOf<NonNullable<EksPlatformSpec['tieredStorage']>>("EksPlatformSpec['tieredStorage']", {
    pluginImage: text,
  }).optional(),
  imageDigests: textsByName.optional(),
  destroyable: z.array(oneOf('network', 'cluster', 'kafka-nodes', 'segments'), 'a list').optional(),
  tags: textsByName.optional(),
});

export const platformShapes = {
  embedded: shapeOf<EmbeddedPlatformSpec>('EmbeddedPlatformSpec', {
    kind: z.literal('embedded'),
    brokerPort: number,
    controllerPort: number,
    memory: size,
  }),
  compose: shapeOf<ComposePlatformSpec>('ComposePlatformSpec', {
    kind: z.literal('compose'),
    brokerPort: number,
    kafkaUiPort: number,
    restPort: number,
    prometheusPort: number,
    grafanaPort: number,
    memory: size,
  }),
  minikube: shapeOf<MinikubePlatformSpec>('MinikubePlatformSpec', {
    ...clusterPlatform,
    kind: z.literal('minikube'),
    context: text.optional(),
    zones: z.array(text, 'a list of texts'),
    node: shapeOf<MinikubePlatformSpec['node']>("MinikubePlatformSpec['node']", { cpu, memory: size }),
  }),
  eks: eksShape,
} as const;

export const kafkaShape = shapeOf<KafkaSpec>('KafkaSpec', {
  brokers: number,
  controllers: z
    .custom<number | 'combined'>((value) => value === 'combined' || typeof value === 'number', "a number or 'combined'")
    .optional(),
  controllerResources: resources.optional(),
  heap: size,
  resources,
  volume: shapeOf<KafkaSpec['volume']>("KafkaSpec['volume']", {
    size,
    headroom: number.optional(),
    throughput: rate.optional(),
    iops: number.optional(),
  }),
  maxReplicasPerBroker: number.optional(),
  authentication: oneOf('none', 'scram', 'mtls').optional(),
  cruiseControl: z.boolean('true or false').optional(),
  brokerSessionTimeout: duration.optional(),
  flushMessages: number.optional(),
  flushInterval: duration.optional(),
});

export const topicShape = shapeOf<TopicSpec>('TopicSpec', {
  partitions: number.optional(),
  replicationFactor: number.optional(),
  // Any text: an unknown profile has a rule of its own, which lists those that are known.
  durability: text.optional(),
  retention: z
    .custom(
      (value) => value === 'forever' || value instanceof Duration,
      "a Duration, such as Duration.days(7), or 'forever'",
    )
    .optional(),
  retentionSize: size.optional(),
  localRetention: duration.optional(),
  cleanup: oneOf('delete', 'compact', 'compact,delete').optional(),
  maxRecordSize: size.optional(),
  writeRate: rate.optional(),
});

export const serviceShape = shapeOf<ServiceSpec>('ServiceSpec', {
  replicas: number.optional(),
  scaling: shapeOf<ScalingSpec>('ScalingSpec', {
    maxReplicas: number,
    metric: oneOf('cpu', 'consumer-lag').optional(),
    target: number.optional(),
  }).optional(),
  quota: shapeOf<QuotaSpec>('QuotaSpec', { produce: rate.optional(), fetch: rate.optional() }).optional(),
  resources: resources.optional(),
  port: number.optional(),
  logLevel: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal').optional(),
  traceSampleRatio: number.optional(),
  otlpEndpoint: text.optional(),
  queueSize: size.optional(),
  deliveryTimeout: duration.optional(),
  attempts: number.optional(),
  drainTimeout: duration.optional(),
});

export const versionsShape = shapeOf<VersionsSpec>('VersionsSpec', {
  kafka: text.optional(),
  strimzi: text.optional(),
  kubernetes: text.optional(),
});

const durations = shapeOf<LevelsSpec<Duration>>('LevelsSpec<Duration>', {
  warning: duration.optional(),
  critical: duration.optional(),
}).optional();
const shares = shapeOf<LevelsSpec<number>>('LevelsSpec<number>', {
  warning: number.optional(),
  critical: number.optional(),
}).optional();
const channel = oneOf('webhook', 'slack', 'pagerduty').optional();

export const alertsShape = shapeOf<AlertsSpec>('AlertsSpec', {
  runbooks: text.optional(),
  receivers: shapeOf<ReceiversSpec>('ReceiversSpec', {
    secret: text,
    pager: channel,
    ticket: channel,
    heartbeat: oneOf('webhook').optional(),
  }).optional(),
  objectives: shapeOf<ObjectivesSpec>('ObjectivesSpec', {
    latencyLimit: duration.optional(),
    latency: number.optional(),
    delivery: number.optional(),
    leastEvents: number.optional(),
  }).optional(),
  availability: shapeOf<AvailabilityAlertsSpec>('AvailabilityAlertsSpec', {
    controllerAbsence: duration.optional(),
    partitionsOffline: duration.optional(),
    brokerAbsence: duration.optional(),
    brokersAbsence: duration.optional(),
    serviceAbsence: duration.optional(),
    nodeAbsence: duration.optional(),
    httpErrorShare: number.optional(),
  }).optional(),
  safety: shapeOf<SafetyAlertsSpec>('SafetyAlertsSpec', {
    underMinIsr: duration.optional(),
    underReplicated: duration.optional(),
    lateTransactions: duration.optional(),
    quorumLag: number.optional(),
  }).optional(),
  lateness: shapeOf<LatenessAlertsSpec>('LatenessAlertsSpec', {
    lag: durations,
    groupLag: duration.optional(),
    stalled: duration.optional(),
    paused: duration.optional(),
    unprocessedShare: number.optional(),
  }).optional(),
  capacity: shapeOf<CapacityAlertsSpec>('CapacityAlertsSpec', {
    volumeFullIn: durations,
    volumeWatched: number.optional(),
    volumeFree: shares,
    nodeDiskFree: number.optional(),
    nodeMemoryFree: number.optional(),
    nodeBusy: number.optional(),
    handlerIdle: number.optional(),
    heapUsed: number.optional(),
    gcTime: number.optional(),
    queueFill: number.optional(),
    eventLoopLag: duration.optional(),
  }).optional(),
  security: shapeOf<SecurityAlertsSpec>('SecurityAlertsSpec', {
    certificateLeft: durations,
    failedAuthentications: number.optional(),
    notReady: duration.optional(),
  }).optional(),
});

/** The members themselves are read one by one, so that a fault in one does not hide the others. */
export const environmentShape = shapeOf<EnvironmentSpec>('EnvironmentSpec', {
  name: text,
  platform: z.unknown().optional(),
  kafka: z.unknown().optional(),
  topics: z.unknown().optional(),
  services: z.unknown().optional(),
  versions: z.unknown().optional(),
  alerts: z.unknown().optional(),
});

export const nameShape = text;
