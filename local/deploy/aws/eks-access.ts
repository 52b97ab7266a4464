import { z } from 'zod';
import { clusterNameOf } from '../../../model/aws-names';
import type { EnvironmentOn } from '../../../model/environment';
import type { EksAccess } from '../../../model/gate';
import type { AwsCli } from './aws-cli';

const described = z.object({
  cluster: z.object({
    status: z.string(),
    endpoint: z.string().optional(),
    certificateAuthority: z.object({ data: z.string().optional() }).optional(),
    resourcesVpcConfig: z
      .object({ endpointPublicAccess: z.boolean(), publicAccessCidrs: z.array(z.string()).optional() })
      .optional(),
  }),
});

const absent = /ResourceNotFoundException|No cluster found/;

export interface RunningCluster {
  readonly access: EksAccess;
  /** From where its API may be asked, beside the VPC. */
  readonly apiServerCidrs: readonly string[];
}

/** The environment's cluster as AWS knows it; nothing when there is none, or none that answers yet. */
export async function runningClusterOf(
  environment: EnvironmentOn<'eks'>,
  aws: AwsCli,
): Promise<RunningCluster | undefined> {
  const cluster = clusterNameOf(environment);
  const found = await aws.askFor(described, ['eks', 'describe-cluster', '--name', cluster], absent);
  const { status, endpoint, certificateAuthority, resourcesVpcConfig } = found?.cluster ?? {};
  const { data } = certificateAuthority ?? {};
  if (endpoint === undefined || data === undefined || status === 'DELETING') return undefined;
  const { endpointPublicAccess = false, publicAccessCidrs = [] } = resourcesVpcConfig ?? {};
  return {
    access: { cluster, region: aws.region, endpoint, certificateAuthority: data },
    apiServerCidrs: endpointPublicAccess ? publicAccessCidrs : [],
  };
}
