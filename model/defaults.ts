import { Cpu, DataRate, Duration, Size } from './units';
import { platformVersion } from './versions';

/**
 * Every value that a spec may leave out, in one place. The specs' `@default` lines say the same; nothing else in the
 * model invents a value.
 */
export const defaults = {
  kafka: {
    /** Survives the loss of one; five buy a second loss and cost latency on metadata. */
    controllers: 3,
    /** Heap is half; a controller keeps metadata only (KRaft quickstarts run with 1 GB and less). */
    controllerResources: { cpu: Cpu.millicores(250), memory: Size.mebibytes(512) },
    /** A broker's disk that is three quarters full is due: a rebalance needs room for copies in flight. */
    headroom: 0.25,
    /** Advice of Kafka's authors since 1.1 (Jun Rao, "Apache Kafka supports 200K partitions per cluster", 2018). */
    maxReplicasPerBroker: 4_000,
    /** Brokers from which on a cluster has Cruise Control: with fewer there is nothing to move replicas to. */
    cruiseControlFrom: 3,
    /** Kafka's own `broker.session.timeout.ms`. */
    brokerSessionTimeout: Duration.seconds(9),
  },
  topic: {
    partitions: 3,
    /** Kafka's own `log.retention.hours`. */
    retention: Duration.days(7),
    cleanup: 'delete',
    /** Kafka's own `message.max.bytes`, less its 12 bytes. */
    maxRecordSize: Size.mebibytes(1),
    /** One event of a kilobyte a second; a topic that has more says so. */
    writeRate: DataRate.kilobytesPerSecond(1),
  },
  service: {
    replicas: 1,
    resources: { cpu: Cpu.millicores(250), memory: Size.mebibytes(256) },
    logLevel: 'info',
    traceSampleRatio: 0.01,
    queueSize: Size.mebibytes(32),
    deliveryTimeout: Duration.seconds(30),
    attempts: 5,
    drainTimeout: Duration.seconds(20),
  },
  scaling: { metric: 'cpu', target: { cpu: 70, 'consumer-lag': 10_000 } },
  quota: {
    /** A backlog is caught up at several times the usual rate. */
    timesDeclared: 10,
    leastProduce: DataRate.megabytesPerSecond(1),
    leastFetch: DataRate.megabytesPerSecond(2),
  },
  cluster: {
    imageRepository: 'millrace',
    imageTag: platformVersion,
    imagePullPolicy: 'IfNotPresent',
    dataDeletion: 'forbidden',
  },
  alerts: {
    runbooks: 'docs/runbooks/',
    objectives: { latencyLimit: Duration.seconds(5), latency: 0.99, delivery: 0.999, leastEvents: 100 },
    availability: {
      controllerAbsence: Duration.minutes(2),
      partitionsOffline: Duration.minutes(1),
      brokerAbsence: Duration.minutes(15),
      brokersAbsence: Duration.minutes(2),
      serviceAbsence: Duration.minutes(3),
      nodeAbsence: Duration.minutes(10),
      httpErrorShare: 0.05,
    },
    safety: {
      underMinIsr: Duration.minutes(2),
      underReplicated: Duration.minutes(30),
      lateTransactions: Duration.minutes(5),
      quorumLag: 1_000,
    },
    lateness: {
      lag: { warning: Duration.minutes(2), critical: Duration.minutes(15) },
      groupLag: Duration.minutes(15),
      stalled: Duration.minutes(10),
      paused: Duration.minutes(30),
      unprocessedShare: 0.05,
    },
    capacity: {
      volumeFullIn: { warning: Duration.days(3), critical: Duration.hours(4) },
      volumeWatched: 0.5,
      volumeFree: { warning: 0.2, critical: 0.08 },
      nodeDiskFree: 0.1,
      nodeMemoryFree: 0.1,
      nodeBusy: 0.9,
      handlerIdle: 0.3,
      heapUsed: 0.92,
      gcTime: 0.1,
      queueFill: 0.8,
      eventLoopLag: Duration.milliseconds(100),
    },
    security: {
      certificateLeft: { warning: Duration.days(30), critical: Duration.days(7) },
      failedAuthentications: 10,
      notReady: Duration.minutes(30),
    },
  },
  minikube: {
    context: 'minikube',
    volumeProvisioner: 'rancher.io/local-path',
    logs: { retention: Duration.days(7), size: Size.gibibytes(5) },
    traces: { retention: Duration.days(3), size: Size.gibibytes(2) },
  },
  eks: {
    volumeProvisioner: 'ebs.csi.aws.com',
    logs: { retention: Duration.days(7), size: Size.gibibytes(50) },
    traces: { retention: Duration.days(3), size: Size.gibibytes(20) },
    systemNodes: { instanceType: 'm7g.large', perZone: 1 },
    /** x86: as the services' images are built on most machines. */
    appNodes: { instanceType: 'm6i.large', least: 3, most: 9 },
    network: { cidr: '10.0.0.0/16', natGateways: 'per-zone' },
    apiServerCidrs: [],
    administrators: [],
    clientCidrs: [],
    /** An hour in which somebody is awake on one side of the Atlantic, on days with a day after them to mend. */
    maintenanceWindows: ['* * 3 ? * TUE-THU'],
    destroyable: [],
    tags: {},
  },
} as const;

/** A quota of a `KafkaUser` is a 32-bit number of bytes a second (`KafkaUserQuotas` of Strimzi's api). */
export const largestQuota = DataRate.bytesPerSecond(2 ** 31 - 1);

/** How Kafka cuts a log into segments, which it deletes whole. */
export const kafkaLog = {
  /** Kafka's own `segment.bytes`: the newest segment of a partition is never deleted. */
  segmentSize: Size.gibibytes(1),
  /** Kafka's own `segment.ms`: a segment is closed after this at the latest; see `segmentTime` in capacity.ts. */
  longestSegmentTime: Duration.days(7),
  /** Every segment is files to open and to delete: more than 24 a day help nobody. */
  shortestSegmentTime: Duration.hours(1),
  /** Partitions of `__consumer_offsets`, `__transaction_state` and `__share_group_state`, 50 each. */
  internalPartitions: 150,
} as const;

/** What every service's Kafka client gets; no spec changes these. */
export const client = {
  /** First pause before a record is tried again; doubled each time. */
  retryInitial: Duration.milliseconds(100),
  retryMax: Duration.seconds(5),
  /** Least bytes that one fetch may bring; more when a topic's records are larger. */
  maxFetch: Size.mebibytes(4),
  /** Most bytes in one produce request for one partition, keys and values. */
  maxBatch: Size.kibibytes(512),
  /** Bytes of JavaScript objects beside each queued record, so that many empty records are bounded too. */
  queuedRecordOverhead: Size.kibibytes(1),
  /** Room in a record beside the event itself: framing, key, trace and dead-letter headers (a reason has 1,000 characters, 4 bytes each at most). */
  recordEnvelope: Size.kibibytes(16),
} as const;
