import type { Construct, IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { eksPods } from '../../model/platform-pods';
import { Duration } from '../../model/units';
import { drainCleanerVersion } from '../../model/versions';
import { labelsOf } from '../kubernetes/object';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import { ChartRelease } from '../releases/chart-release';
import { mirrored } from '../releases/mirror';
import { onSystemNodes } from './system-nodes';

/** Of the release, of its chart in `charts/` and of all that is in it. */
const name = 'drain-cleaner';

const nameLabel = 'app.kubernetes.io/name';

/** Values of `charts/drain-cleaner`: no certificate is among them. */
export function drainCleanerValues({ platform }: EnvironmentOn<'eks'>): object {
  const image = mirrored('quay.io/strimzi/drain-cleaner', platform.mirror);
  return {
    image: `${image}:${drainCleanerVersion}`,
    replicas: eksPods.drainCleaner.replicas,
    watchedNamespace: namespaces.platform,
    labels: labelsOf({ name, component: 'operator' }),
    podLabels: { [nameLabel]: name },
    resources: resourcesOf(eksPods.drainCleaner),
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
export class DrainCleaner extends ChartRelease {
  constructor(scope: Construct, { environment, after }: DrainCleanerProps) {
    const namespace = namespaces.operator;
    super(scope, {
      name,
      namespace,
      chart: { ours: name },
      values: drainCleanerValues(environment),
      pods: [{ namespace, selector: `${nameLabel}=${name}` }],
      after,
      timeout: Duration.minutes(5),
    });
  }
}
