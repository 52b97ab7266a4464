import type { Duration, Size } from '../units';
import type { ResourcesSpec } from './resources';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Settings of one service in one environment; what it may do on the brokers is in `contracts/services.ts`. */
export interface ServiceSpec {
  /** Instances; a laptop runs one of each. @default 1 */
  readonly replicas?: number;
  /** @default - 250 m, 256 MiB */
  readonly resources?: ResourcesSpec;
  /** Port of its HTTP interface. @default - the contract's */
  readonly port?: number;
  /** @default 'info' */
  readonly logLevel?: LogLevel;
  /** Share of traces that are recorded. @default 0.01 */
  readonly traceSampleRatio?: number;
  /** Where traces go (OTLP over HTTP). @default - nowhere */
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
