import { z } from 'zod';
import type { ProtectionRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import { listed, untilNonePending, type WaitProps } from '../waiting';
import type { AwsCli } from './aws-cli';

const described = z.object({
  cluster: z.object({
    deletionProtection: z.boolean().optional(),
    logging: z
      .object({
        clusterLogging: z
          .array(z.object({ types: z.array(z.string()).optional(), enabled: z.boolean().optional() }))
          .optional(),
      })
      .optional(),
  }),
});

type Described = z.infer<typeof described>['cluster'];

const update = z.object({
  update: z.object({
    id: z.string(),
    status: z.string(),
    errors: z.array(z.object({ errorMessage: z.string().optional() })).optional(),
  }),
});

const absent = /ResourceNotFoundException|No cluster found/;

/** Why a change of the cluster's settings did not come about. */
interface Unchanged {
  readonly why: string;
  /** EKS was still at it. */
  readonly canRetry: boolean;
}

/** Changes one setting and waits for it: EKS takes one update of a cluster at a time. @returns nothing when it is done */
async function change(
  aws: AwsCli,
  cluster: string,
  setting: readonly string[],
  wait: WaitProps,
): Promise<Unchanged | undefined> {
  const { id } = (await aws.ask(update, ['eks', 'update-cluster-config', '--name', cluster, ...setting])).update;
  let refused: string | undefined;
  const pending = await untilNonePending(async () => {
    const asked = ['eks', 'describe-update', '--name', cluster, '--update-id', id];
    const { status, errors = [] } = (await aws.ask(update, asked)).update;
    if (status === 'InProgress') return [{ what: `update ${id} of ${cluster}`, why: 'EKS is at it' }];
    if (status !== 'Successful') refused = errors.map(({ errorMessage }) => errorMessage).join('; ') || status;
    return [];
  }, wait);
  if (refused !== undefined) return { why: refused, canRetry: false };
  if (pending.length === 0) return undefined;
  return { why: `not off after ${wait.timeoutSeconds} s:\n${listed(pending)}`, canRetry: true };
}

const loggedOf = ({ logging }: Described): string[] =>
  (logging?.clusterLogging ?? []).flatMap(({ types = [], enabled = false }) => (enabled ? types : []));

/**
 * A control plane that still logs when it is deleted makes its log group again after Terraform has deleted it
 * (terraform-aws-eks#2763). A destroy does not stop at it: the last gate looks for the group.
 */
async function endLogging(aws: AwsCli, cluster: string, types: readonly string[], wait: WaitProps): Promise<void> {
  if (types.length === 0) return wait.say('the control plane writes no log');
  const off = JSON.stringify({ clusterLogging: [{ types, enabled: false }] });
  try {
    const unchanged = await change(aws, cluster, ['--logging', off], wait);
    wait.say(unchanged === undefined ? "the control plane's log is off" : `the log stays on: ${unchanged.why}`);
  } catch (error) {
    wait.say(`the log stays on: ${(error as Error).message}`);
  }
}

/**
 * Switches off what EKS has of a cluster and would stand in the way of its end: the deletion protection, without which no
 * delete is taken, and the control plane's log. A destroy changes no settings first; by now the environment allows it, or
 * Terraform's own guard had refused the plan.
 * @throws DeployError DEPLOY_PROTECTION_KEPT
 */
export async function liftProtection(aws: AwsCli, { cluster }: ProtectionRequest, wait: WaitProps): Promise<void> {
  const found = await aws.askFor(described, ['eks', 'describe-cluster', '--name', cluster], absent);
  if (found?.cluster.deletionProtection === true) {
    const unchanged = await change(aws, cluster, ['--no-deletion-protection'], wait);
    if (unchanged !== undefined) throw protectionKept(cluster, unchanged);
    wait.say("the cluster's deletion protection is off");
  } else wait.say('the cluster is not protected against deletion');
  if (found !== undefined) await endLogging(aws, cluster, loggedOf(found.cluster), wait);
}

const protectionKept = (cluster: string, { why, canRetry }: Unchanged): DeployError =>
  new DeployError(
    'DEPLOY_PROTECTION_KEPT',
    `The deletion protection of '${cluster}' stays: ${why}${canRetry ? '\nDestroy again; it goes on from here.' : ''}`,
    canRetry,
  );
