import type { Steps } from '../../local/platform/steps';
import { BenchPlatform } from './bench-platform';
import { findClients } from './contenders/clients';
import { extentOf, type Given } from './options';
import type { CaseResult, SuiteResult } from './result';
import { runCase } from './runner';
import type { Suite } from './suite';
import { batchesLoad } from './suites/batches';
import { KIB, PARTITIONS } from './suites/shapes';

export interface BenchRun {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly steps: Steps;
  readonly signal: AbortSignal;
  readonly given: Given;
  /** As it could be typed again. */
  readonly command: string;
}

/** Brokers that were just started run uncompiled code: whoever came first would pay for it. */
async function warmUp(platform: BenchPlatform, records: number): Promise<void> {
  const { available } = await findClients(platform, ['millrace']);
  const topic = await platform.freshTopic({ partitions: PARTITIONS });
  for (const client of available)
    await client.run({ topic, acks: 'all', idempotent: true }, batchesLoad(Math.ceil(records / 4), KIB));
}

/** One suite on brokers of its own, which are gone afterwards, whatever happened. */
export async function runSuite(suite: Suite, { given, command, ...run }: BenchRun): Promise<SuiteResult> {
  const [startedAt, begun] = [new Date().toISOString(), performance.now()];
  const extent = extentOf(suite, given);
  const platform = await BenchPlatform.start({ ...run, brokers: suite.brokers });
  try {
    await run.steps.run('brokers warmed up', () => warmUp(platform, extent.records));
    const results: CaseResult[] = [];
    for (const benchCase of await suite.cases(platform, extent)) {
      run.signal.throwIfAborted();
      results.push(await runCase(benchCase, extent.rounds, run));
    }
    const { name, title, notes } = suite;
    const durationMs = Math.round(performance.now() - begun);
    return { suite: name, title, notes, cases: results, startedAt, durationMs, command };
  } finally {
    await platform.destroy();
  }
}
