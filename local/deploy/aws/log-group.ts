import { z } from 'zod';
import { controlPlaneLogGroup, type VolumesRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import type { AwsCli } from './aws-cli';

const logGroups = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string(), kmsKeyId: z.string().optional() })),
});

type LogGroup = z.infer<typeof logGroups>['logGroups'][number];

const removal = (name: string): string[] => ['logs', 'delete-log-group', '--log-group-name', name];
const removalCommand = (name: string, region: string): string => `aws ${removal(name).join(' ')} --region ${region}`;

/** EKS's service-linked role knows no key: a group that has one is Terraform's, and may be kept on purpose. */
const isOfEks = ({ kmsKeyId }: LogGroup): boolean => kmsKeyId === undefined;

async function logGroupOf(aws: AwsCli, cluster: string): Promise<LogGroup | undefined> {
  const name = controlPlaneLogGroup(cluster);
  const asked = ['logs', 'describe-log-groups', '--log-group-name-prefix', name];
  const found = (await aws.ask(logGroups, asked)).logGroups;
  return found.find(({ logGroupName }) => logGroupName === name);
}

/**
 * Of a cluster that is not there. Terraform could not make its own group of that name: `ResourceAlreadyExistsException`.
 * @throws DeployError DEPLOY_LOG_GROUP_LEFT
 */
export async function mustHaveNoLogGroup(cluster: string, aws: AwsCli): Promise<void> {
  const found = await logGroupOf(aws, cluster);
  if (found === undefined || !isOfEks(found)) return;
  throw new DeployError(
    'DEPLOY_LOG_GROUP_LEFT',
    `The log group ${found.logGroupName} is of a cluster that is gone: EKS has made it again with the last lines, and Terraform cannot make its own. ` +
      `Read what you need of it, and remove it:\n  ${removalCommand(found.logGroupName, aws.region)}`,
  );
}

/** What EKS wrote after the cluster's own group was gone has nobody who looks after it. Fails for nothing: all else is gone by now. */
export async function removeLogGroup(
  aws: AwsCli,
  { environment, region }: VolumesRequest,
  say: (line: string) => void,
): Promise<void> {
  const name = controlPlaneLogGroup(environment);
  try {
    const found = await logGroupOf(aws, environment);
    if (found === undefined) return;
    if (!isOfEks(found)) {
      say(`the log group ${name} stays: it has a key, so EKS has not made it; it is removed by`);
      return say(`  ${removalCommand(name, region)}`);
    }
    await aws.run(removal(name));
    say(`deleted the log group ${name}, which EKS had made again`);
  } catch (error) {
    say(`the log group ${name} may be left (${(error as Error).message}); it is removed by`);
    say(`  ${removalCommand(name, region)}`);
  }
}
