import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterNamed } from '../../local/deploy/chosen';
import { withInterruption } from '../../local/platform/interrupt';
import { Steps } from '../../local/platform/steps';
import { ProofError } from '../proof-error';
import { topicOfLine } from '../run/stage';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import { mustBeConfirmed } from '../targets/kubernetes/access';
import { openKubernetesTarget } from '../targets/kubernetes/target';
import { KubernetesTargetError } from '../targets/kubernetes/target-error';
import { reasons } from '../targets/kubernetes/unavailable';
import type { ProveBench } from './prove';

export interface ClusterOptions {
  /** Name of a deployed environment. */
  readonly env: string;
  /** Whether events may be posted to the environment's own topic. */
  readonly http?: boolean;
  /** The environment's name again, where others live on it. */
  readonly iKnowThisBreaks?: string;
}

/** @throws ProofError PROOF_OPTION for what means nothing on brokers of this machine */
export function mustNameEnvironment({ env, http = false, iKnowThisBreaks }: Partial<ClusterOptions>): void {
  if (env !== undefined) return;
  const given = [...(http ? ['--http'] : []), ...(iKnowThisBreaks === undefined ? [] : ['--i-know-this-breaks'])];
  if (given.length === 0) return;
  throw new ProofError(
    'PROOF_OPTION',
    `${given.join(' and ')} is given without an environment, and is about a deployed one: name it (ENV=minikube, --env minikube) or leave it out`,
  );
}

/**
 * Before anything is asked of the cluster.
 * @throws KubernetesTargetError PROOF_NOT_CONFIRMED, with the way to say it through make, too
 */
export function mustBeAllowed(environment: ReturnType<typeof clusterNamed>, confirmed: string | undefined): void {
  try {
    mustBeConfirmed(environment, confirmed);
  } catch (error) {
    if (!(error instanceof KubernetesTargetError)) throw error;
    const withMake = `With make: PROVE_FLAGS='--i-know-this-breaks ${environment.name}'.`;
    throw new KubernetesTargetError(error.code, `${error.message} ${withMake}`, { cause: error });
  }
}

/** The cluster is what is deployed; which faults it takes, the target says. */
function shapeOf(environment: ReturnType<typeof clusterNamed>): ClusterShape {
  const brokers = environment.kafka.brokers.length;
  return {
    name: 'deployed',
    description: `what is deployed as ${environment.name}`,
    brokers,
    controllers: 'apart',
    version: 'current',
    takes: () => true,
  };
}

/** A setting as a deployed environment is asked for it: its cluster as it is, its own topic only when that is allowed. */
export function onCluster(setting: ProofSetting, options: ClusterOptions): ProofSetting {
  const shape = shapeOf(clusterNamed(options.env));
  const lines = setting.lines.filter((line) => line !== 'http' || options.http === true);
  return { ...setting, lines, shapes: [{ shape, weight: 1 }] };
}

/** Runs `work` against a deployed environment. @returns the exit status */
export async function withCluster(
  env: NodeJS.ProcessEnv,
  options: ClusterOptions,
  work: (bench: ProveBench) => Promise<number>,
): Promise<number> {
  const environment = clusterNamed(options.env);
  mustBeAllowed(environment, options.iKnowThisBreaks);
  const steps = new Steps(process.stdout);
  const dir = await mkdtemp(join(tmpdir(), 'millrace-proof-'));
  try {
    return await withInterruption((interrupted) =>
      work({
        steps,
        interrupted,
        unavailable: (need) => reasons[need],
        open: (load) => () =>
          openKubernetesTarget(environment, {
            env,
            dir,
            topic: topicOfLine.client,
            partitions: load.partitions,
            http: options.http ?? false,
            ...(options.iKnowThisBreaks === undefined ? {} : { confirmed: options.iKnowThisBreaks }),
            onProgress: (line) => steps.note(line),
          }),
      }),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
