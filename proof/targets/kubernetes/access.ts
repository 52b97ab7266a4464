import { AwsCli } from '../../../local/deploy/aws/aws-cli';
import { mustBeOfAccount } from '../../../local/deploy/aws/check-account';
import { runningClusterOf } from '../../../local/deploy/aws/eks-access';
import type { Cluster } from '../../../local/deploy/chosen';
import { withKubectlFlags } from '../../../local/deploy/kubeconfig';
import { mustAnswer, mustHaveContext } from '../../../local/deploy/reachable';
import { Commands } from '../../../local/deploy/run-command';
import { isOn } from '../../../model/environment';
import type { ClusterAccess } from '../../../model/gate';
import { KubernetesTargetError } from './target-error';

/** The way to an environment's cluster, as a deploy has it, kept open for the length of a run. */
export interface OpenAccess {
  readonly flags: readonly string[];
  close(): Promise<void>;
}

/**
 * minikube is there to be broken. On EKS others live on what is killed: its name must be said.
 * @param confirmed the name that whoever runs this has given for it
 * @throws KubernetesTargetError `PROOF_NOT_CONFIRMED`
 */
export function mustBeConfirmed({ name, platform }: Cluster, confirmed: string | undefined): void {
  if (platform.kind === 'minikube' || confirmed === name) return;
  const given = confirmed === undefined ? 'nothing was said' : `'${confirmed}' was said`;
  throw new KubernetesTargetError(
    'PROOF_NOT_CONFIRMED',
    `The proof deletes brokers of '${name}' while it runs, all of them at once too; whoever uses them waits meanwhile. ` +
      `An environment on ${platform.kind} must be named for that, and ${given}: \`--i-know-this-breaks ${name}\`.`,
  );
}

async function clusterAccess(environment: Cluster, commands: Commands): Promise<ClusterAccess> {
  if (isOn(environment, 'minikube')) {
    await mustHaveContext(environment, commands);
    await mustAnswer(environment, commands);
    return { context: environment.platform.context };
  }
  if (!isOn(environment, 'eks')) throw new Error('a cluster is on minikube or on EKS');
  const aws = new AwsCli(commands, environment.platform.region);
  await mustBeOfAccount(environment.platform.account, aws);
  const running = await runningClusterOf(environment, aws);
  if (running !== undefined) return { eks: running.access };
  throw new KubernetesTargetError(
    'PROOF_NOT_DEPLOYED',
    `AWS knows no cluster of '${environment.name}' in ${environment.platform.region}: deploy it first, \`make deploy ENV=${environment.name}\`.`,
  );
}

/**
 * @throws KubernetesTargetError `PROOF_NOT_DEPLOYED`
 * @throws DeployError `DEPLOY_CONTEXT_MISSING`, `DEPLOY_UNREACHABLE`, `DEPLOY_TOOL_MISSING`, and what AWS refuses
 */
export async function openAccess(environment: Cluster, env: NodeJS.ProcessEnv): Promise<OpenAccess> {
  const access = await clusterAccess(environment, new Commands(env));
  return new Promise((opened, failed) => {
    const held = withKubectlFlags(
      access,
      (flags) =>
        new Promise<void>((release) => {
          opened({
            flags,
            close: async () => {
              release();
              await held;
            },
          });
        }),
    );
    held.catch(failed);
  });
}
