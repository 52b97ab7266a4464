import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterNamed } from '../../local/deploy/chosen';
import { withInterruption } from '../../local/platform/interrupt';
import { Steps } from '../../local/platform/steps';
import { topicOfLine } from '../run/stage';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import { openKubernetesTarget } from '../targets/kubernetes/target';
import type { Bench } from './workshop';

export interface ClusterOptions {
  /** Name of a deployed environment. */
  readonly env: string;
  /** Whether events may be posted to the environment's own topic. */
  readonly http?: boolean;
  /** The environment's name again, where others live on it. */
  readonly iKnowThisBreaks?: string;
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
    takes: (fault) => fault !== 'rolling-upgrade' && fault !== 'wipe-two-disks',
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
  work: (bench: Bench) => Promise<number>,
): Promise<number> {
  const environment = clusterNamed(options.env);
  const steps = new Steps(process.stdout);
  const dir = await mkdtemp(join(tmpdir(), 'millrace-proof-'));
  try {
    return await withInterruption((interrupted) =>
      work({
        steps,
        interrupted,
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
