import { Release } from '@cdktf/provider-helm/lib/release';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { ObjectGroup, PodsRef } from '../../model/gate';
import { Duration } from '../../model/units';
import { Cluster } from './cluster';
import { goneGate, readyGate, resourcesOf } from './gates';
import { localChart } from './local-chart';
import { mirrored } from './mirror';
import { releaseDefaults } from './release-defaults';
import { digestOf, escapeTemplates, valuesYaml } from './values';

/** A published chart, in the place it is published. */
export interface PublishedChart {
  /** `oci://host/path` without the chart's name, or `https://host/path` of a folder with Helm's index. */
  readonly repository: `oci://${string}` | `https://${string}`;
  readonly chart: string;
  readonly version: string;
}

/** How CDKTF writes what Terraform knows only later, such as a VPC's id, into a text. */
const token = /\$\$\{(TfToken\[TOKEN\.\d+\])\}/g;

/** Values for Terraform: its templates are none here, but what CDKTF put in stays. */
const withTokens = (values: string): string => escapeTemplates(values).replace(token, '${$1}');

/** Values for a digest: CDKTF numbers its tokens anew in each program. */
const withoutTokens = (values: string): string => values.replace(/TfToken\[TOKEN\.\d+\]/g, 'token');

/** A chart of `charts/`, by its name there. */
export interface OwnChart {
  readonly ours: string;
}

export interface ChartReleaseProps {
  /** Name of the Helm release; also the construct's id. */
  readonly name: string;
  readonly namespace: string;
  readonly chart: PublishedChart | OwnChart;
  /** The chart's values; a text in them may be one that Terraform knows only later. */
  readonly values: object;
  /** Registry that mirrors the chart's repository, by its host and path: as OCI, whatever it is itself. @default - the chart's own */
  readonly mirror?: string;
  /** @default - none */
  readonly after?: readonly IDependable[];
  /**
   * Kinds of which the chart makes at least one, and where: all of the release's must be ready, and gone after its end.
   * @default - Deployments in its namespace
   */
  readonly makes?: readonly ObjectGroup[];
  /** Pods that end with it. @default - those of its namespace with its name as their label `app.kubernetes.io/instance` */
  readonly pods?: readonly PodsRef[];
  /** How long all that may take. @default 10 minutes */
  readonly timeout?: Duration;
}

/** Whatever a chart is published as, a mirror is a registry. */
function repositoryOf({ repository }: PublishedChart, mirror: string | undefined): string {
  return mirror === undefined ? repository : `oci://${mirrored(repository.replace(/^\w+:\/\//, ''), mirror)}`;
}

/** Where Helm finds a chart, and what makes another one of it. */
function sourceOf(scope: Construct, chart: ChartReleaseProps['chart'], mirror: string | undefined) {
  if (!('ours' in chart)) {
    const { chart: name, version } = chart;
    return { config: { repository: repositoryOf(chart, mirror), chart: name, version }, changesWith: version };
  }
  const { path, version, hash } = localChart(scope, chart.ours);
  return { config: { chart: path, version }, changesWith: hash };
}

/** Deployments of a namespace: what nearly every chart makes. */
export const deploymentsIn = (namespace: string): ObjectGroup => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
});

/** Pods of a release, by the label that Helm's guide asks of every chart. */
export const instancePods = (release: string, namespace: string): PodsRef => ({
  namespace,
  selector: `app.kubernetes.io/instance=${release}`,
});

/**
 * A chart as one release, without the chart's own CRDs: those have a release of their own. Done when what it makes is
 * ready, destroyed when that is gone.
 */
export class ChartRelease extends Construct {
  readonly chart: ChartReleaseProps['chart'];
  readonly values: object;

  constructor(scope: Construct, props: ChartReleaseProps) {
    super(scope, props.name);
    const { name, namespace, chart, mirror, after = [], timeout = Duration.minutes(10) } = props;
    const { makes = [deploymentsIn(namespace)], pods = [instancePods(name, namespace)] } = props;
    this.chart = chart;
    this.values = props.values;
    const timeoutSeconds = timeout.toSeconds();
    const request = { ...Cluster.of(this).access, release: name, timeoutSeconds, objects: [], groups: makes, pods: [] };
    const gone = goneGate(this, { request: { ...request, pods }, dependsOn: resourcesOf(after) });
    const values = valuesYaml(props.values);
    const { config, changesWith } = sourceOf(this, chart, mirror);
    const release = new Release(this, 'release', {
      ...releaseDefaults,
      name,
      namespace,
      ...config,
      values: [withTokens(values)],
      // Helm would not wait for what an operator makes, and would not say what it waits for: the gate does.
      wait: false,
      timeout: timeoutSeconds,
      dependsOn: [gone],
    });
    release.overrideLogicalId(name);
    const ready = readyGate(this, { request, dependsOn: [release] }, digestOf(changesWith, withoutTokens(values)));
    Dependable.implement(this, { dependencyRoots: [ready] });
  }
}
