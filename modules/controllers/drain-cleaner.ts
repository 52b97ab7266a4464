import { Release } from '@cdktf/provider-helm/lib/release';
import { Construct, Dependable, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { eksPods } from '../../model/platform-pods';
import { Duration } from '../../model/units';
import { drainCleanerVersion } from '../../model/versions';
import { labelsOf } from '../kubernetes/object';
import { containerSecurity, podSecurity, resourcesOf as podResources } from '../kubernetes/pods';
import { deploymentsIn } from '../releases/chart-release';
import { Cluster } from '../releases/cluster';
import { goneGate, readyGate, resourcesOf } from '../releases/gates';
import { localChart } from '../releases/local-chart';
import { mirrored } from '../releases/mirror';
import { releaseDefaults } from '../releases/release-defaults';
import { digestOf, escapeTemplates, valuesYaml } from '../releases/values';
import { onSystemNodes } from './system-nodes';

/** Of the release, of its chart in `charts/` and of all that is in it. */
const name = 'drain-cleaner';

const nameLabel = 'app.kubernetes.io/name';

/** How long its start may take. */
const timeoutSeconds = Duration.minutes(5).toSeconds();

/** Values of `charts/drain-cleaner`: no certificate is among them. */
export function drainCleanerValues({ platform }: EnvironmentOn<'eks'>): object {
  const image = mirrored('quay.io/strimzi/drain-cleaner', platform.mirror);
  return {
    image: `${image}:${drainCleanerVersion}`,
    replicas: eksPods.drainCleaner.replicas,
    watchedNamespace: namespaces.platform,
    labels: labelsOf({ name, component: 'operator' }),
    podLabels: { [nameLabel]: name },
    resources: podResources(eksPods.drainCleaner),
    podSecurityContext: podSecurity,
    securityContext: containerSecurity,
    nodeSelector: onSystemNodes,
    // EKS asks from its interfaces in the cluster's subnets.
    apiServerCidr: platform.network.cidr,
    apiServerPorts: [443],
  };
}

export interface DrainCleanerProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** The namespaces: its own, which is the operator's, and the brokers'. */
  readonly after: readonly IDependable[];
}

/**
 * Has the operator move a broker, and wait until its replicas have caught up, where a node is drained: Kubernetes would
 * only count pods. It needs a PodDisruptionBudget that allows no eviction
 * (`template.podDisruptionBudget.maxUnavailable: 0` of the Kafka object).
 */
export class DrainCleaner extends Construct {
  constructor(scope: Construct, { environment, after }: DrainCleanerProps) {
    super(scope, name);
    const namespace = namespaces.operator;
    const groups = [deploymentsIn(namespace)];
    const request = { ...Cluster.of(this).access, release: name, timeoutSeconds, objects: [], groups, pods: [] };
    const gone = goneGate(this, {
      request: { ...request, pods: [{ namespace, selector: `${nameLabel}=${name}` }] },
      dependsOn: resourcesOf(after),
    });
    const chart = localChart(this, name);
    const values = valuesYaml(drainCleanerValues(environment));
    const release = new Release(this, 'release', {
      ...releaseDefaults,
      name,
      namespace,
      chart: chart.path,
      version: chart.version,
      values: [escapeTemplates(values)],
      wait: false,
      timeout: timeoutSeconds,
      dependsOn: [gone],
    });
    release.overrideLogicalId(name);
    const ready = readyGate(this, { request, dependsOn: [release] }, digestOf(chart.hash, values));
    Dependable.implement(this, { dependencyRoots: [ready] });
  }
}
