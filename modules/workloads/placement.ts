import type { PodSpec } from 'kubernetes-types/core/v1';
import { nodeLabels, nodePools } from '../../model/aws-names';
import { instanceTypeOf } from '../../model/instance-types';
import type { Workload } from './workload';

/** What a service's pods are made from, and the nodes that they are drawn to. */

/** Digest of the service's image, where the environment knows it: then that image runs, whatever the tag has become. */
export function digestOf({ environment: { platform }, service }: Workload): string | undefined {
  const digests = platform.kind === 'eks' ? (platform.imageDigests ?? {}) : {};
  return Object.hasOwn(digests, service.name) ? digests[service.name] : undefined;
}

/** As `make build` names it. No mirror has it: that is for what others publish, and `imageRepository` says where ours are. */
export function imageOf(workload: Workload): string {
  const { imageRepository, imageTag } = workload.environment.platform;
  const repository = `${imageRepository}/${workload.service.name}`;
  const digest = digestOf(workload);
  return digest === undefined ? `${repository}:${imageTag}` : `${repository}@${digest}`;
}

/**
 * On EKS the services have nodes of their own: their bursts are no operator's or broker's, and these nodes come and go.
 * The image has one architecture, that of these nodes; on another it would not start.
 */
export function nodeSelectorOf({ environment: { platform } }: Workload): Pick<PodSpec, 'nodeSelector'> {
  if (platform.kind !== 'eks') return {};
  const architecture = instanceTypeOf(platform.appNodes.instanceType)?.architecture;
  return {
    nodeSelector: {
      [nodeLabels.pool]: nodePools.apps,
      ...(architecture === undefined ? {} : { 'kubernetes.io/arch': architecture }),
    },
  };
}
