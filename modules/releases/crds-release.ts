import { Release } from '@cdktf/provider-helm/lib/release';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { ObjectRef } from '../../model/gate';
import { Duration } from '../../model/units';
import { Cluster } from './cluster';
import { readyGate, resourcesOf } from './gates';
import { chartFiles, localChart } from './local-chart';
import { releaseDefaults } from './release-defaults';

export interface CrdsReleaseProps {
  /** Name of the Helm release and of its chart in `charts/`; also the construct's id. */
  readonly name: string;
  /** Where Helm keeps the release's record. */
  readonly namespace: string;
  /** @default - none */
  readonly after?: readonly IDependable[];
  /** How long until all are established. @default 2 minutes */
  readonly timeout?: Duration;
}

/** The CRDs of a chart of ours: upgraded with it, kept when it is destroyed, done when the API server serves them. */
export class CrdsRelease extends Construct {
  readonly crds: readonly ObjectRef[];

  constructor(scope: Construct, { name, namespace, after = [], timeout = Duration.minutes(2) }: CrdsReleaseProps) {
    super(scope, name);
    this.crds = crdsOf(name);
    const chart = localChart(this, name);
    const timeoutSeconds = timeout.toSeconds();
    const release = new Release(this, 'release', {
      ...releaseDefaults,
      name,
      namespace,
      chart: chart.path,
      version: chart.version,
      wait: false,
      timeout: timeoutSeconds,
      dependsOn: resourcesOf(after),
    });
    release.overrideLogicalId(name);
    const request = { ...Cluster.of(this).access, release: name, timeoutSeconds, objects: this.crds, pods: [] };
    const ready = readyGate(this, { request, dependsOn: [release] }, chart.hash);
    Dependable.implement(this, { dependencyRoots: [ready] });
  }
}

/** What the chart's files define; read as text, since they may be templates too. */
function crdsOf(chart: string): ObjectRef[] {
  return chartFiles(chart)
    .flatMap((text) => text.split(/^---$/m))
    .filter((text) => /^kind: "?CustomResourceDefinition"?$/m.test(text))
    .map((text) => /^metadata:\n(?: .*\n)*? {2}name: "?([a-z0-9.-]+)"?$/m.exec(text)?.[1] ?? '')
    .filter((name) => name !== '')
    .sort()
    .map((name) => ({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name }));
}
