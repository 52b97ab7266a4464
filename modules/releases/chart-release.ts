import { Release } from '@cdktf/provider-helm/lib/release';
import { Construct, Dependable, type IDependable } from 'constructs';
import { Duration } from '../../model/units';
import { Cluster } from './cluster';
import { resourcesOf } from './gates';
import { mirrored } from './mirror';
import { releaseDefaults } from './release-defaults';
import { escapeTemplates, valuesYaml } from './values';

/** A published chart, in the place it is published. */
export interface PublishedChart {
  /** `oci://host/path` of the repository, without the chart's name. */
  readonly repository: `oci://${string}`;
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

const scheme = 'oci://';

/** A published chart as one release, without the chart's own CRDs: those have a release of their own. */
export class ChartRelease extends Construct {
  readonly chart: PublishedChart;
  readonly values: object;

  constructor(scope: Construct, props: ChartReleaseProps) {
    super(scope, props.name);
    const { name, namespace, chart, values, mirror, after = [], timeout = Duration.minutes(10) } = props;
    this.chart = chart;
    this.values = values;
    Cluster.of(this);
    const release = new Release(this, 'release', {
      ...releaseDefaults,
      name,
      namespace,
      repository: `${scheme}${mirrored(chart.repository.slice(scheme.length), mirror)}`,
      chart: chart.chart,
      version: chart.version,
      values: [escapeTemplates(valuesYaml(values))],
      wait: true,
      timeout: timeout.toSeconds(),
      dependsOn: resourcesOf(after),
    });
    release.overrideLogicalId(name);
    Dependable.implement(this, { dependencyRoots: [release] });
  }
}
