import type { Duration } from '../../model/units';
import type { MetricsStorage } from '../monitoring/settings';
import type { MonitoringTarget } from '../monitoring/target';

/** What the target of a deploy decides of the logs. */
export interface LoggingSettings {
  /** Field `deployment.environment.name` of every line. */
  readonly environment: string;
  /** Registry that mirrors those of the images. @default - each from its own */
  readonly mirror?: string;
  /** Where the lines are kept, and how many fit. */
  readonly storage: MetricsStorage;
  /** @default 7 days */
  readonly retention?: Duration;
  /** @default - the store on any node, the agents on all that take pods */
  readonly target?: MonitoringTarget;
}
