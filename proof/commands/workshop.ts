import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServices } from '../../local/build/bundle';
import { kafkaVersions, resolveKafkaJars, type Environment } from '../../local/kafka';
import { withInterruption } from '../../local/platform/interrupt';
import { Steps } from '../../local/platform/steps';
import { bundleAgent } from '../agents/start-agent';
import type { Load } from '../settings/load';
import type { OpenTarget } from '../run/series';
import type { ClusterShape } from '../settings/setting';
import { enterSandbox } from '../sandbox/enter';
import type { Sandbox } from '../sandbox/sandbox';
import { openEmbeddedTarget, type EmbeddedTarget } from '../targets/embedded-target';

/** What some schedules are run with, wherever that is. */
export interface Bench {
  readonly steps: Steps;
  readonly interrupted: AbortSignal;
  readonly open: (load: Load) => OpenTarget;
}

/** What a command works with on this machine. */
export interface Workshop extends Bench {
  readonly open: (load: Load) => OpenEmbedded;
}

export type OpenEmbedded = (shape: ClusterShape) => Promise<EmbeddedTarget>;

async function fetchJars(env: Environment): Promise<void> {
  const onProgress = (line: string): void => void process.stdout.write(`  · ${line}\n`);
  for (const kafkaVersion of kafkaVersions) await resolveKafkaJars({ env, onProgress, kafkaVersion });
}

/**
 * Runs `work` in a sandbox where one can be had: brokers in networks and on volumes of their own, which vanish with the
 * last process. @returns the exit status
 */
export async function inWorkshop(env: Environment, work: (workshop: Workshop) => Promise<number>): Promise<number> {
  const entry = await enterSandbox({ env, prepare: () => fetchJars(env) });
  if (entry.kind === 'ended') return entry.status;
  const steps = new Steps(process.stdout);
  if (entry.kind === 'impossible') {
    steps.note(`no faults of networks and disks: ${entry.reason}`);
    await fetchJars(env);
  }
  const sandbox: Sandbox | { readonly reason: string } =
    entry.kind === 'inside' ? entry.sandbox : { reason: entry.reason };
  const dir = await mkdtemp(join(tmpdir(), 'millrace-proof-'));
  const programs = join(dir, 'programs');
  let clusters = 0;
  let status: number | undefined;
  let stopped = false;
  try {
    status = await withInterruption(async (interrupted) => {
      interrupted.addEventListener('abort', () => (stopped = true), { once: true });
      await bundleAgent(programs);
      await bundleServices(programs);
      const open =
        (load: Load): OpenEmbedded =>
        (shape) =>
          openEmbeddedTarget({
            dir: join(dir, `cluster-${(clusters += 1)}`),
            env,
            sandbox,
            shape,
            load,
            programs,
            interrupted,
          });
      return work({ steps, interrupted, open });
    });
    return status;
  } finally {
    const evidence = !stopped && status !== 0 && clusters > 0;
    await rm(evidence ? programs : dir, { recursive: true, force: true });
    if (evidence) steps.note(`what it left to be looked into, journals and logs: ${dir}`);
  }
}
