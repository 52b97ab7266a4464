import { z } from 'zod';
import type { ProtectionRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import { listed, untilNonePending, type Pending, type WaitProps } from '../waiting';
import type { AwsCli } from './aws-cli';

const described = z.object({ cluster: z.object({ deletionProtection: z.boolean().optional() }) });

const update = z.object({
  update: z.object({
    id: z.string(),
    status: z.string(),
    errors: z.array(z.object({ errorMessage: z.string().optional() })).optional(),
  }),
});

const absent = /ResourceNotFoundException|No cluster found/;

async function unfinished(aws: AwsCli, cluster: string, id: string): Promise<Pending[]> {
  const asked = ['eks', 'describe-update', '--name', cluster, '--update-id', id];
  const { status, errors = [] } = (await aws.ask(update, asked)).update;
  if (status === 'Successful') return [];
  const what = `update ${id} of ${cluster}`;
  if (status === 'InProgress') return [{ what, why: 'EKS is at it' }];
  const why = errors.map(({ errorMessage }) => errorMessage).join('; ') || status;
  throw new DeployError('DEPLOY_PROTECTION_KEPT', `EKS keeps the deletion protection of '${cluster}': ${why}`, false);
}

/**
 * Switches the deletion protection off that EKS itself has of a cluster. A destroy changes no settings first, and EKS refuses
 * to delete what is protected; by now the environment allows it, or Terraform's own guard had refused the plan.
 * @throws DeployError DEPLOY_PROTECTION_KEPT
 */
export async function liftProtection(aws: AwsCli, { cluster, ...more }: ProtectionRequest, wait: WaitProps) {
  const found = await aws.askFor(described, ['eks', 'describe-cluster', '--name', cluster], absent);
  if (found?.cluster.deletionProtection !== true) return wait.say('the cluster is not protected against deletion');
  const change = ['eks', 'update-cluster-config', '--name', cluster, '--no-deletion-protection'];
  const { id } = (await aws.ask(update, change)).update;
  const pending = await untilNonePending(() => unfinished(aws, cluster, id), wait);
  if (pending.length === 0) return wait.say("the cluster's deletion protection is off");
  throw new DeployError(
    'DEPLOY_PROTECTION_KEPT',
    `The deletion protection of '${cluster}' is not off after ${more.timeoutSeconds} s:\n${listed(pending)}\nDestroy again; it goes on from here.`,
    true,
  );
}
