import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { ConfigMap, Container, PodSpec, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { environments } from '../../../environments';
import type { ClusterPlatform, Environment } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { workloadObjects } from '../../../modules/workloads/workloads';
import { withChanges } from '../../model/with-changes';

interface Kinds {
  readonly ConfigMap: ConfigMap;
  readonly Deployment: Deployment;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  readonly NetworkPolicy: NetworkPolicy;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly Service: Service;
  readonly ServiceAccount: ServiceAccount;
}

export type ClusterEnvironment = Environment & { readonly platform: ClusterPlatform };

export const clusterNames = ['minikube', 'eks-prod'] as const;
type ClusterName = (typeof clusterNames)[number];

export const clusterOf = (name: ClusterName, changes: Readonly<Record<string, unknown>> = {}): ClusterEnvironment =>
  resolve(withChanges(environments[name], changes)) as ClusterEnvironment;

/** All objects of an environment, as plain JSON, which is what is deployed. */
export const render = (environment: ClusterEnvironment): KubernetesObject[] =>
  JSON.parse(JSON.stringify(workloadObjects({ environment }))) as KubernetesObject[];

export const allOf = <K extends keyof Kinds>(objects: readonly KubernetesObject[], kind: K): Kinds[K][] =>
  objects.filter((object) => object.kind === kind) as Kinds[K][];

/** @throws Error when there is none, or more than one */
export function one<K extends keyof Kinds>(objects: readonly KubernetesObject[], kind: K, name: string): Kinds[K] {
  const found = allOf(objects, kind).filter(({ metadata }) => metadata?.name === name);
  if (found.length !== 1) throw new Error(`${found.length} of ${kind} ${name}`);
  return found[0] as Kinds[K];
}

export const podSpecOf = (deployment: Deployment): PodSpec => deployment.spec?.template.spec as PodSpec;

export function containerOf(deployment: Deployment): Container {
  const { containers } = podSpecOf(deployment);
  expect(containers).toHaveLength(1);
  return containers[0] as Container;
}

type Labels = Readonly<Record<string, string>>;

export const podLabelsOf = (deployment: Deployment): Labels => deployment.spec?.template.metadata?.labels ?? {};

export const selects = (selector: Labels | undefined, labels: Labels): boolean =>
  selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Which services' pods a selector takes. */
export const selectedBy = (objects: readonly KubernetesObject[], selector: Labels | undefined): string[] =>
  allOf(objects, 'Deployment')
    .filter((deployment) => selects(selector, podLabelsOf(deployment)))
    .map(({ metadata }) => metadata?.name ?? '');
