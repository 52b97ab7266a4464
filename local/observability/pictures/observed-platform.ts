import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../model/environment';
import type { Duration } from '../../../model/units';
import { bundleServices } from '../../build/bundle';
import type { Environment as ProcessVariables } from '../../kafka/cache-dir';
import { reset } from '../../platform/down';
import { freePortOffset } from '../../platform/free-offset';
import { describePlatform } from '../../platform/platform';
import { describePrometheus } from '../../platform/prometheus';
import type { Steps } from '../../platform/steps';
import { up } from '../../platform/up';
import { load } from './load';

export interface ObservedOptions {
  readonly environment: Environment;
  readonly env: ProcessVariables;
  readonly steps: Steps;
  /** How long there is work. */
  readonly length: Duration;
  readonly interrupted: AbortSignal;
}

/** A platform of its own beside any other, with a Prometheus and work; it is stopped and removed however `look` ends. */
export async function onObservedPlatform<T>(
  options: ObservedOptions,
  look: (prometheusUrl: string) => Promise<T>,
): Promise<T> {
  const { environment, env, steps, length, interrupted } = options;
  const portOffset = await freePortOffset(environment);
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-pictures-'));
  const programDir = join(stateDir, 'programs');
  const platform = describePlatform({ environment, stateDir, programDir, env, portOffset });
  const prometheus = describePrometheus(platform, portOffset);
  try {
    await up(platform, steps, { build: () => bundleServices(programDir), prune: false, prometheus });
    interrupted.throwIfAborted();
    await steps.run(`${length.toSeconds()} s of work`, () => load(platform.addresses, length, interrupted));
    return await look(prometheus.url);
  } finally {
    await reset(platform.layout, steps);
    await rm(stateDir, { recursive: true, force: true });
  }
}
