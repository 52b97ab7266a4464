import { isServiceName, serviceNames, type ServiceName } from '../../contracts/services';
import type { ClusterPlatform, Environment, Service } from '../../model/environment';

/** What the objects of the services are made from. */
export interface WorkloadSettings {
  readonly environment: Environment & {
    readonly platform: Pick<ClusterPlatform, 'imageRepository' | 'imageTag' | 'imagePullPolicy'>;
  };
}

/** One service of them. */
export interface Workload extends WorkloadSettings {
  readonly service: Service & { readonly name: ServiceName };
}

/** A service that there is no program for: the environment was resolved with other contracts than these. */
export class WorkloadUnknownError extends Error {
  override readonly name = 'WorkloadUnknownError';
  readonly code = 'WORKLOAD_UNKNOWN';
  readonly canRetry = false;
  constructor(service: string) {
    super(
      `There is no service ${JSON.stringify(service)} to deploy, only ${serviceNames.join(', ')}: write it into contracts/services.ts, or resolve the environment with those contracts.`,
    );
  }
}

/** @throws WorkloadUnknownError */
export function workloadsOf(settings: WorkloadSettings): Workload[] {
  return settings.environment.services.map((service) => {
    const { name } = service;
    if (!isServiceName(name)) throw new WorkloadUnknownError(name);
    return { ...settings, service: { ...service, name } };
  });
}

/** The first minor version of Kubernetes that copies a node's zone to its pods by default (KEP-4742). */
const zoneLabelsSince = 35;

/** Does a pod carry its node's zone as a label? Without it records are fetched from the leaders, wherever they are. */
export const knowsItsZone = ({ environment }: WorkloadSettings): boolean =>
  Number(environment.versions.kubernetes.split('.')[1]) >= zoneLabelsSince;
