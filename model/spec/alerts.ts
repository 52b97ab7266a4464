import type { Duration } from '../units';

/** Two steps of one measure: a ticket first, a page when it gets worse. */
export interface LevelsSpec<T> {
  /** @default - the first of the two values at the member that has this type */
  readonly warning?: T;
  /** @default - the second */
  readonly critical?: T;
}

/** What a channel of notifications is: the Secret's value of the same name is its address or key. */
export type ChannelSpec = 'webhook' | 'slack' | 'pagerduty';

/** Who is told. Addresses and keys are in a Secret of the monitoring namespace, never here. */
export interface ReceiversSpec {
  /**
   * Name of the Secret, with the keys `pager`, `ticket` and `heartbeat` as far as they are used: a URL for `webhook` and
   * `slack`, a routing key for `pagerduty`. It may be made before or after the deploy; what is not there yet is missed.
   */
  readonly secret: string;
  /** Of alerts that cannot wait. @default - nobody: they are shown by Alertmanager only */
  readonly pager?: ChannelSpec;
  /** Of those that can wait for a working day. @default - nobody */
  readonly ticket?: ChannelSpec;
  /** Of who raises the alarm when nothing comes any more. @default - nobody */
  readonly heartbeat?: 'webhook';
}

/** Objectives that the burn-rate alerts hold; see docs/adr/0024. */
export interface ObjectivesSpec {
  /** An event is processed so soon after it was written; one of the buckets of the services' histogram. @default 5 s */
  readonly latencyLimit?: Duration;
  /** Share of events that keep the limit. @default 0.99 */
  readonly latency?: number;
  /** Share of consumed events that are processed, neither given up nor failed. @default 0.999 */
  readonly delivery?: number;
  /** Events in the longer window below which no budget burns: one slow event at night is no incident. @default 100 */
  readonly leastEvents?: number;
}

/** How long something may be away or wrong. */
export interface AvailabilityAlertsSpec {
  /** Without an active controller. @default 2 min */
  readonly controllerAbsence?: Duration;
  /** With partitions that have no leader. @default 1 min */
  readonly partitionsOffline?: Duration;
  /** With one broker less; longer than a broker takes to move to another node. @default 15 min */
  readonly brokerAbsence?: Duration;
  /** With two brokers less or more. @default 2 min */
  readonly brokersAbsence?: Duration;
  /** Without a single instance, or a single one that reaches the brokers. @default 3 min */
  readonly serviceAbsence?: Duration;
  /** A node that is not ready; longer than a node takes to restart. @default 10 min */
  readonly nodeAbsence?: Duration;
  /** Share of requests for work that are answered with 5xx. @default 0.05 */
  readonly httpErrorShare?: number;
}

/** How long copies may be missing. */
export interface SafetyAlertsSpec {
  /** Partitions below min.insync.replicas. @default 2 min */
  readonly underMinIsr?: Duration;
  /** Without all copies in sync; longer than the brokers take to roll, one after the other. @default 30 min */
  readonly underReplicated?: Duration;
  /** A transaction that is open for too long. @default 5 min */
  readonly lateTransactions?: Duration;
  /** Metadata records that a node of the quorum may lack for five minutes. @default 1000 */
  readonly quorumLag?: number;
}

export interface LatenessAlertsSpec {
  /** How far a service may be behind, for five minutes. @default 2 min and 15 min */
  readonly lag?: LevelsSpec<Duration>;
  /** How far any other group may be behind, for fifteen minutes. @default 15 min */
  readonly groupLag?: Duration;
  /** How long a group may stand still before messages. @default 10 min */
  readonly stalled?: Duration;
  /** How long a consumer may stay paused. @default 30 min */
  readonly paused?: Duration;
  /** Share of accepted events of an hour that may be unprocessed. @default 0.05 */
  readonly unprocessedShare?: number;
}

export interface CapacityAlertsSpec {
  /** A volume that is full in this time, at the pace of the last hours. @default 3 d and 4 h */
  readonly volumeFullIn?: LevelsSpec<Duration>;
  /** Share of a volume that is free below which its pace counts: an empty one fills until retention sets in. @default 0.5 */
  readonly volumeWatched?: number;
  /** Share of a volume that is free. @default 0.2 and 0.08 */
  readonly volumeFree?: LevelsSpec<number>;
  /** Share of a node's root disk that is free. @default 0.1 */
  readonly nodeDiskFree?: number;
  /** Share of a node's memory that can be had. @default 0.1 */
  readonly nodeMemoryFree?: number;
  /** Share of a node's processors that are busy, for half an hour. @default 0.9 */
  readonly nodeBusy?: number;
  /** Share of time in which request handlers wait for work. @default 0.3 */
  readonly handlerIdle?: number;
  /** Share of the heap that is used, for a quarter of an hour. @default 0.92 */
  readonly heapUsed?: number;
  /** Share of time in garbage collection. @default 0.1 */
  readonly gcTime?: number;
  /** Share of a producer's queue that is filled. @default 0.8 */
  readonly queueFill?: number;
  /** How late a service's thread gets to what is due. @default 100 ms */
  readonly eventLoopLag?: Duration;
}

export interface SecurityAlertsSpec {
  /** Time until a CA certificate ends; Strimzi renews it 60 days before. @default 30 d and 7 d */
  readonly certificateLeft?: LevelsSpec<Duration>;
  /** Failed authentications in ten minutes. @default 10 */
  readonly failedAuthentications?: number;
  /** How long an object may not be as it is declared. @default 30 min */
  readonly notReady?: Duration;
}

/** From when on somebody is told. Whatever is left out has its default, so an environment need not say any of it. */
export interface AlertsSpec {
  /**
   * Where the runbooks are read: the address before `<alert>.md`, with its slash.
   * @default 'docs/runbooks/', the folder of the repository
   */
  readonly runbooks?: string;
  /** On a cluster only. @default - none: alerts are shown by Alertmanager and go nowhere */
  readonly receivers?: ReceiversSpec;
  /** @default - those of its members */
  readonly objectives?: ObjectivesSpec;
  /** @default - those of its members */
  readonly availability?: AvailabilityAlertsSpec;
  /** @default - those of its members */
  readonly safety?: SafetyAlertsSpec;
  /** @default - those of its members */
  readonly lateness?: LatenessAlertsSpec;
  /** @default - those of its members */
  readonly capacity?: CapacityAlertsSpec;
  /** @default - those of its members */
  readonly security?: SecurityAlertsSpec;
}
