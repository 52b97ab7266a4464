import type { NetworkPolicyPeer } from 'kubernetes-types/networking/v1';
import { isServiceName, type ServiceName } from '../../contracts/services';
import type { ClusterPlatform, Environment, Service } from '../../model/environment';

/** What the objects of the services are made from. */
export interface WorkloadSettings {
  readonly environment: Environment & {
    readonly platform: Pick<ClusterPlatform, 'imageRepository' | 'imageTag' | 'mirror'>;
  };
  /** When a node pulls an image. @default 'IfNotPresent': tags are never moved, and some clusters have no registry */
  readonly pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * Whether a pod carries its node's zone as a label, from which an instance learns where it stands.
   * @default - with Kubernetes 1.35 or later (KEP-4742); otherwise records are fetched from the leaders, wherever they are
   */
  readonly zoneOnPods?: boolean;
  /** Who may call the services over HTTP beside the namespace's own labelled pods and Prometheus. @default - nobody */
  readonly callers?: readonly NetworkPolicyPeer[];
}

/** One service of them. */
export interface Workload extends WorkloadSettings {
  readonly service: Service & { readonly name: ServiceName };
}

/** @throws Error when a service is none of the contracts': the environment was resolved with others */
export function workloadsOf(settings: WorkloadSettings): Workload[] {
  return settings.environment.services.map((service) => {
    const { name } = service;
    if (!isServiceName(name)) throw new Error(`there is no service '${name}' to deploy`);
    return { ...settings, service: { ...service, name } };
  });
}

/** The first minor version of Kubernetes that copies a node's zone to its pods by default. */
const zoneLabelsSince = 35;

export function knowsItsZone({ zoneOnPods, environment }: WorkloadSettings): boolean {
  return zoneOnPods ?? Number(environment.versions.kubernetes.split('.')[1]) >= zoneLabelsSince;
}
