import type { DataRate, Duration, Size } from '../units';
import type { ResourcesSpec } from './resources';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** When more instances are started, and how many at most. */
export interface ScalingSpec {
  /** At least `replicas`; a consumer's may not pass the partitions of its largest topic: more would be idle. */
  readonly maxReplicas: number;
  /** `consumer-lag` needs a consumer. @default 'cpu' */
  readonly metric?: 'cpu' | 'consumer-lag';
  /** Per cent of the requested processor, 1 to 100; or messages of lag per instance, 1 or more. @default 70, or 10000 messages */
  readonly target?: number;
}

/** Bytes a second that each broker grants the user before it slows it down; up to 2147483647, as Strimzi takes it. */
export interface QuotaSpec {
  /** @default - ten times what its topics declare, 1 MB/s at least */
  readonly produce?: DataRate;
  /** @default - ten times what its topics declare, 2 MB/s at least */
  readonly fetch?: DataRate;
}

/** Settings of one service in one environment; what it may do on the brokers is in `contracts/services.ts`. */
export interface ServiceSpec {
  /** Instances; a laptop runs one of each. @default 1 */
  readonly replicas?: number;
  /** On a cluster only. @default - none: always `replicas` */
  readonly scaling?: ScalingSpec;
  /** On a cluster only. @default - from its topics' declared load */
  readonly quota?: QuotaSpec;
  /** @default - 250 m, 256 MiB */
  readonly resources?: ResourcesSpec;
  /** Port of its HTTP interface. @default - the contract's */
  readonly port?: number;
  /** @default 'info' */
  readonly logLevel?: LogLevel;
  /** Share of traces that are recorded. @default 0.01 */
  readonly traceSampleRatio?: number;
  /** Where traces go (OTLP over HTTP). @default - the cluster's own store, if it has one; nowhere on a laptop */
  readonly otlpEndpoint?: string;
  /** Most that may wait for the brokers; beyond it requests are refused. @default 32 MiB */
  readonly queueSize?: Size;
  /** How long a record may take until it is given up; at least twice the brokers' session timeout. @default 30 s */
  readonly deliveryTimeout?: Duration;
  /** Tries of a record before the dead-letter topic. @default 5 */
  readonly attempts?: number;
  /** Time for work in flight after SIGTERM. @default 20 s */
  readonly drainTimeout?: Duration;
}
