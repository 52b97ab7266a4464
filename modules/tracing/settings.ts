import type { Duration } from '../../model/units';
import type { MetricsStorage } from '../monitoring/settings';
import type { MonitoringTarget } from '../monitoring/target';

/** What the target of a deploy decides of the traces. */
export interface TracingSettings {
  /** Registry that mirrors those of the images. @default - each from its own */
  readonly mirror?: string;
  /** Where they are kept, and how many fit. */
  readonly storage: MetricsStorage;
  /** @default 3 days */
  readonly retention?: Duration;
  /** @default - on any node */
  readonly target?: MonitoringTarget;
}
