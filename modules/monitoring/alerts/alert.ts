import type { Environment } from '../../../model/environment';
import type { Duration } from '../../../model/units';
import type { Query, Window } from '../signals/query';
import type { Signal } from '../signals/signal';

/** `critical` pages somebody, `warning` is a ticket for a working day, `none` is the sign of life. */
export type Severity = 'critical' | 'warning' | 'none';

export type AlertArea = 'availability' | 'safety' | 'lateness' | 'capacity' | 'security' | 'itself';

/** Pages of one component come together: they are one incident more often than not. */
export type AlertComponent = 'kafka' | 'services' | 'platform';

/** All that alerts follow from. */
export type AlertedEnvironment = Pick<Environment, 'name' | 'platform' | 'kafka' | 'services' | 'alerts'>;

/** What an alert's rules are made with. */
export interface Reading {
  readonly environment: AlertedEnvironment;
  /** A signal's expression from the best source that is scraped. */
  readonly read: (signal: Signal, window?: Window) => Query;
}

/** When it fires. */
export interface Trigger {
  readonly severity: Severity;
  readonly when: Query;
  /** How long it must hold. @default - it fires at once */
  readonly after?: Duration;
  /** Beside those of the series. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Something that somebody is told. Each has a page of its name in docs/runbooks. */
export interface Alert {
  readonly name: `${'Kafka' | 'Service' | 'Platform'}${string}`;
  readonly area: AlertArea;
  readonly component: AlertComponent;
  /** What it reads; without one of them it is left out. */
  readonly signals: readonly [Signal, ...Signal[]];
  /** What a user feels, in a sentence. A template of Prometheus, as the next one. */
  readonly summary: string;
  /** What was measured. */
  readonly description: string;
  /** Leaves it out on a laptop, which has the exporter and not what the metric is about. @default - wherever its signals are */
  readonly onlyOnClusters?: true;
  readonly triggers: (reading: Reading) => readonly Trigger[];
}

/** Of a length that is counted in whole seconds. */
export const secondsOf = (duration: Duration): number => duration.toMilliseconds() / 1_000;
