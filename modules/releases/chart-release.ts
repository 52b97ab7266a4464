import { Construct, type IDependable } from 'constructs';
import type { Duration } from '../../model/units';

/** A published chart, in the place it is published. */
export interface PublishedChart {
  /** `oci://host/path` of the repository, without the chart's name. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
}

export interface ChartReleaseProps {
  /** Name of the Helm release; also the construct's id. */
  readonly name: string;
  readonly namespace: string;
  readonly chart: PublishedChart;
  /** The chart's values. */
  readonly values: object;
  /** Registry that mirrors the chart's. @default - the chart's own */
  readonly mirror?: string;
  /** @default - none */
  readonly after?: readonly IDependable[];
  /** How long until its workloads are ready. @default 10 minutes */
  readonly timeout?: Duration;
}

/** A published chart as one release, without the chart's own CRDs: those have a release of their own. */
export class ChartRelease extends Construct {
  constructor(scope: Construct, props: ChartReleaseProps) {
    super(scope, props.name);
  }
}
