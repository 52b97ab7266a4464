/** Test code: what the cluster says of the platform's pods. */
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Pod } from 'kubernetes-types/core/v1';
import type { EndpointSlice } from 'kubernetes-types/discovery/v1';
import { waitUntil } from '../../../local/kafka/wait-until';
import { namespaces } from '../../../model/cluster-names';
import { podsOfService } from '../../../modules/workloads/labels';
import { resourcePath } from './kubernetes-api';
import type { TestCluster } from './test-cluster';

export interface PodState {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly zone: string;
  readonly address: string;
  readonly ready: boolean;
  readonly restarts: number;
}

export const selectorOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');

/** Those that are on their way out are not among them. */
export async function podStates(cluster: TestCluster, selector: string): Promise<PodState[]> {
  const zones = new Map((await cluster.nodes()).map(({ name, zone }) => [name, zone]));
  const pods = await cluster.api.list<Pod>(resourcePath('v1', 'pods', namespaces.platform), selector);
  return pods
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .map(({ metadata, spec, status }) => ({
      name: metadata?.name ?? '',
      uid: metadata?.uid ?? '',
      node: spec?.nodeName ?? '',
      zone: zones.get(spec?.nodeName ?? '') ?? '',
      address: status?.podIP ?? '',
      ready: (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      restarts: (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

export const serviceStates = (cluster: TestCluster, service: string): Promise<PodState[]> =>
  podStates(cluster, selectorOf(podsOfService(service)));

/** Every instance that each Deployment asks for is available. */
export async function awaitAvailable(cluster: TestCluster, timeoutMs: number): Promise<void> {
  let lacking: readonly string[] = [];
  await waitUntil(
    () => `all instances to be available; lacking: ${lacking.join(', ')}`,
    async () => {
      const deployments = await cluster.api.list<Deployment>(
        resourcePath('apps/v1', 'deployments', namespaces.platform),
      );
      lacking = deployments
        .filter(({ spec, status }) => (status?.availableReplicas ?? 0) < (spec?.replicas ?? 1))
        .map(({ metadata }) => metadata?.name ?? '');
      return lacking.length === 0 ? true : undefined;
    },
    { timeoutMs, everyMs: 500 },
  );
}

/** No connection is led to the service's instances on that node any more: the nodes' proxies follow within a second. */
export async function awaitWithdrawn(cluster: TestCluster, service: string, node: string): Promise<void> {
  const path = resourcePath('discovery.k8s.io/v1', 'endpointslices', namespaces.platform);
  await waitUntil(
    `${service} on ${node} to be taken out of the endpoints`,
    async () => {
      const slices = await cluster.api.list<EndpointSlice>(path, `kubernetes.io/service-name=${service}`);
      const there = slices
        .flatMap(({ endpoints }) => endpoints)
        .filter(({ nodeName, conditions }) => nodeName === node && conditions?.ready !== false);
      return there.length === 0 ? true : undefined;
    },
    { timeoutMs: 30_000 },
  );
}
