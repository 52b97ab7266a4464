import type { Construct, IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import { platformPods } from '../../model/platform-pods';
import { labelsOf } from '../kubernetes/object';
import { ChartRelease } from '../releases/chart-release';
import { mirrored } from '../releases/mirror';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';

/** A label that the chart gives the operator's pods; the release's name is in none of them. */
const operatorPods = 'strimzi.io/kind=cluster-operator';

/** The registry of the operator's image and of all that it starts. */
const registry = 'quay.io';

export interface OperatorValuesProps {
  /** Registry, with a path if need be, that images are pulled from. @default - quay.io itself */
  readonly mirror?: string;
  /** Labels of the nodes that it runs on. @default - any */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** Values of the chart strimzi-kafka-operator 1.2.0, by its names (`values.schema.json`). */
export function strimziOperatorValues({ mirror, nodeSelector }: OperatorValuesProps): object {
  return {
    // The chart adds its own namespace, and binds the operator's roles in each of them.
    watchNamespaces: [namespaces.platform],
    watchAnyNamespace: false,
    // Every image of the chart is below it: the operator's, Kafka's, the exporter's, Cruise Control's.
    defaultImageRegistry: mirrored(registry, mirror),
    // One is enough: while it is away brokers, topics and users go on as they are.
    replicas: 1,
    leaderElection: { enable: true },
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    resources: resourcesOf(platformPods.clusterOperator),
    podSecurityContext: podSecurity,
    securityContext: containerSecurity,
    labels: labelsOf({ name: 'strimzi-cluster-operator', component: 'operator' }),
    // Cluster roles, among them the one by which a broker reads its node's zone.
    createGlobalResources: true,
    // The brokers' ports are closed to all but those who need them; ours adds what leaves the pods.
    generateNetworkPolicy: true,
    generatePodDisruptionBudget: true,
    // Only an operator of this namespace is let in to the brokers' own ports.
    image: { operatorNamespaceLabels: `kubernetes.io/metadata.name=${namespaces.operator}` },
    // What the objects leave unsaid is the `restricted` profile too.
    extraEnvs: [{ name: 'STRIMZI_POD_SECURITY_PROVIDER_CLASS', value: 'restricted' }],
  };
}

export interface StrimziOperatorProps extends OperatorValuesProps {
  /** Version of Strimzi, which is the chart's. */
  readonly version: string;
  /** Releases that must be there before it: its namespace, the namespace it watches, its CRDs. */
  readonly after: readonly IDependable[];
}

/** Release `strimzi-operator`: the published chart, without its CRDs. */
export class StrimziOperator extends ChartRelease {
  constructor(scope: Construct, { version, after, ...settings }: StrimziOperatorProps) {
    const { mirror } = settings;
    super(scope, {
      name: 'strimzi-operator',
      namespace: namespaces.operator,
      chart: { repository: `oci://${registry}/strimzi-helm`, chart: 'strimzi-kafka-operator', version },
      values: strimziOperatorValues(settings),
      ...(mirror === undefined ? {} : { mirror }),
      pods: [{ namespace: namespaces.operator, selector: operatorPods }],
      after,
    });
  }
}
