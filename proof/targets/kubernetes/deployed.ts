import { waitUntil } from '../../../local/kafka/wait-until';
import type { Cluster } from '../../../local/deploy/chosen';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import type { KafkaPods } from './kafka-pods';
import type { Kubectl, StoredObject } from './kubectl';
import type { PodManner } from './pod-object';
import { KubernetesTargetError } from './target-error';

/** What is deployed, as the cluster says it. */

interface KafkaObject extends StoredObject {
  readonly status?: { readonly kafkaVersion?: string };
}

interface DeploymentObject extends StoredObject {
  readonly spec: {
    readonly template: {
      readonly spec: PodManner['spec'] & {
        readonly containers: readonly { readonly image: string; readonly imagePullPolicy: string }[];
      };
    };
  };
}

const notDeployed = ({ name }: Cluster, what: string): KubernetesTargetError =>
  new KubernetesTargetError(
    'PROOF_NOT_DEPLOYED',
    `There is no ${what} in the namespace ${namespaces.platform} of '${name}': deploy it first, \`make deploy ENV=${name}\`.`,
  );

/** The version that the brokers run. @throws KubernetesTargetError `PROOF_NOT_DEPLOYED` */
export async function kafkaVersionOf(kubectl: Kubectl, environment: Cluster): Promise<string> {
  const { status, stdout } = await kubectl.run([
    'get',
    'kafkas.kafka.strimzi.io',
    kafkaCluster.name,
    '--ignore-not-found',
    '--output=json',
    '--request-timeout=20s',
  ]);
  if (status !== 0 || stdout.trim() === '') throw notDeployed(environment, `Kafka '${kafkaCluster.name}'`);
  return (JSON.parse(stdout) as KafkaObject).status?.kafkaVersion ?? environment.versions.kafka;
}

/** How a service's pods are run: their image is on the nodes already. @throws KubernetesTargetError `PROOF_NOT_DEPLOYED` */
export async function podMannerOf(kubectl: Kubectl, environment: Cluster): Promise<PodManner> {
  const deployment = await kubectl.find<DeploymentObject>('deployments.apps', 'producer');
  const template = deployment?.spec.template.spec;
  const container = template?.containers[0];
  if (template === undefined || container === undefined) throw notDeployed(environment, "Deployment 'producer'");
  const { nodeSelector, tolerations, imagePullSecrets } = template;
  return {
    image: container.image,
    imagePullPolicy: container.imagePullPolicy,
    spec: {
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
    },
  };
}

export interface KafkaNodes {
  /** Zone of each broker. */
  readonly zones: ReadonlyMap<number, string>;
  readonly controllers: readonly number[];
}

/** Every broker that the environment has, each on a machine and ready. */
export async function kafkaNodesOf(pods: KafkaPods, environment: Cluster): Promise<KafkaNodes> {
  const wanted = environment.kafka.brokers.length;
  let ready = 0;
  const all = await waitUntil(
    () => `all ${wanted} brokers of ${environment.name} to be ready; ${ready} are`,
    async () => {
      const found = await pods.list();
      ready = found.filter((pod) => pod.isBroker && pod.ready).length;
      return ready >= wanted ? found : undefined;
    },
    { timeoutMs: 60_000, everyMs: 1_000 },
  );
  const zones = await pods.zones();
  return {
    zones: new Map(all.filter(({ isBroker }) => isBroker).map(({ id, node }) => [id, zones.get(node) ?? node])),
    controllers: all.filter(({ isController }) => isController).map(({ id }) => id),
  };
}
