import type { EksPlatform, Environment, EnvironmentOn } from './environment';
import type { AwsAccountSpec } from './spec';

/** Names of what stands in an AWS account, in one place: modules make it, programs and rights name it. */

/** Path of all IAM roles of the environments: the deploy role may make and change these, and no others. */
export const rolePath = '/millrace/';

/** Path of the roles that GitHub's workflows take; no environment's deploy may touch them. */
export const ciRolePath = '/millrace-ci/';

/** Bucket with Terraform's states; its name is the world's, so it has the account's id in it. */
export const stateBucket = ({ id, region }: AwsAccountSpec): string => `millrace-state-${id}-${region}`;

/** Key of a stack's state in that bucket. */
export const stateKey = (stack: string): string => `${stack}/terraform.tfstate`;

/** Bucket of an environment's tiered storage. At most 63 characters: an environment's name has 32. */
export const segmentBucketOf = (environment: string, { id }: AwsAccountSpec): string => `${environment}-kafka-${id}`;

/** As ECR names the registry of an account. */
export const registryOf = ({ id, region }: AwsAccountSpec): string => `${id}.dkr.ecr.${region}.amazonaws.com`;

/** Name of a service's repository in it. */
export const imageRepositoryOf = (service: string): string => `millrace/${service}`;

/** On everything: which stack it belongs to, and who made it. */
export const tagsOf = (stack: string, own: EksPlatform['tags'] = {}): Record<string, string> => ({
  ...own,
  'millrace:environment': stack,
  'millrace:managed-by': 'cdktf',
});

/** The EKS cluster has the environment's own name. */
export const clusterNameOf = ({ name }: Pick<Environment, 'name'>): string => name;

/** May a plan destroy or replace it? */
export const mayDestroy = ({ platform }: EnvironmentOn<'eks'>, part: EksPlatform['destroyable'][number]): boolean =>
  platform.destroyable.includes(part);

/** Label of a node that says which group it is of, and taint of those that only brokers and controllers put up with. */
export const nodeLabels = { pool: 'millrace.dev/pool', dedicated: 'millrace.dev/dedicated' } as const;
export const nodePools = { kafka: 'kafka', system: 'system', apps: 'apps' } as const;
