import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../../contracts/services';
import { renderTable } from '../../local/platform/table';
import { stampNow } from '../ledger/entries';
import { ProofError } from '../proof-error';
import { seriesSummary, seriesVerdict, writeSeriesReport, writeWhole } from '../report';
import type { ProofResult, Verdict } from '../result';
import { capacityOf } from '../run/capacity';
import { footprintOf, type Growth } from '../run/footprint';
import { watchFootprints } from '../run/footprint-watch';
import { runSchedule } from '../run/run-schedule';
import type { RunningService, Target } from '../run/target';
import { startTogether } from '../service-process';
import { endlessSchedule } from '../run/schedule';
import { missingFaults } from '../run/series';
import { defaultLoad, type Load } from '../settings/load';
import { settingNamed } from '../settings/registry';
import { three } from '../settings/shapes';
import type { EmbeddedTarget } from '../targets/embedded-target';
import { exitStatus, one } from './prove';
import type { Workshop } from './workshop';

export interface SoakOptions {
  readonly minutes: number;
  /** Of what the writers reach with nothing in their way. */
  readonly share: number;
  readonly seed: number;
  readonly out: string;
}

/** What the judge has in memory at once, and what fits on the brokers' volumes with the round before it. */
const ROUND_BYTES = 48 * 2 ** 20;
const LONGEST_ROUND_MS = 120_000;
/** Of a record as it is stored, besides its value. */
const OVERHEAD_BYTES = 40;

/** How long a round lasts: each message is stored twice, as it was written and as it was copied. */
const roundMsOf = ({ rate, valueBytes }: Load): number =>
  Math.min(LONGEST_ROUND_MS, (ROUND_BYTES / (2 * rate * (valueBytes + OVERHEAD_BYTES))) * 1000);

function* until<T>(deadline: number, steps: Iterable<T>): Generator<T> {
  for (const step of steps) {
    if (stampNow() >= deadline) return;
    yield step;
  }
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function growthTable(growths: readonly Growth[]): string {
  const rows = growths.map(({ name, residentBytes, openFiles, flat }) => [
    name,
    residentBytes.map(mebibytes).join(' → '),
    openFiles.join(' → '),
    flat ? 'flat' : 'grows',
  ]);
  return renderTable(['process', 'memory, first to last third', 'open files', ''], rows);
}

/**
 * The services are started once and watched; they go on from round to round, and the topics with them. The judge holds
 * a round in memory, not an hour.
 */
function roundsOn(target: EmbeddedTarget): {
  readonly target: Target;
  readonly pids: ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
} {
  const pids = new Map<string, number>();
  let services: Promise<ReadonlyMap<ServiceName, RunningService>> | undefined;
  const start = async (): Promise<ReadonlyMap<ServiceName, RunningService>> => {
    const started = await startTogether(serviceNames.map((name) => () => target.startService(name)));
    for (const [index, name] of serviceNames.entries()) pids.set(name, started[index]?.pid ?? 0);
    return new Map(serviceNames.map((name, index) => [name, started[index] as RunningService]));
  };
  const startProducerService = async (): Promise<RunningService | undefined> => {
    const producer = (await (services ??= start())).get('producer');
    return producer && { url: producer.url, stop: () => Promise.resolve() };
  };
  const stop = async (): Promise<void> => {
    const started = await services?.catch(() => undefined);
    await Promise.all([...(started?.values() ?? [])].map((service) => service.stop()));
  };
  const freshTopics: Target['freshTopics'] = (topics) =>
    services === undefined ? target.freshTopics(topics) : target.empty();
  return { target: { ...target, freshTopics, startProducerService }, pids, stop };
}

/** What was seen of the services: all of them, to the end, none of them growing, or it did not hold. */
export function soakStatus(
  verdict: Verdict,
  seen: { readonly expected: readonly string[]; readonly growths: readonly Growth[]; readonly gone: readonly string[] },
): number {
  if (verdict !== 'held') return exitStatus[verdict];
  const unseen = seen.expected.filter((name) => !seen.growths.some((growth) => growth.name === name));
  if (unseen.length > 0) return exitStatus.inconclusive;
  return seen.gone.length === 0 && seen.growths.every(({ flat }) => flat) ? exitStatus.held : exitStatus.broken;
}

/**
 * Load at a share of capacity, faults at random one after the other, the real services beside it, for so many minutes:
 * in rounds, each judged at its end, until one does not hold.
 * @returns the exit status
 */
export async function soak(options: SoakOptions, workshop: Workshop): Promise<number> {
  const { steps, interrupted, open } = workshop;
  const setting = settingNamed('no-loss');
  if (footprintOf(process.pid, 0) === undefined)
    throw new ProofError(
      'PROOF_NOT_HERE',
      'memory and files of processes are read from /proc, which is not here; run the soak on Linux.',
    );
  const opened = await steps.run(`cluster: ${three.description}`, () => open(defaultLoad)(three));
  const { target, pids, stop } = roundsOn(opened);
  const watched = watchFootprints(pids);
  try {
    const capacity = await steps.run(
      'capacity',
      () => capacityOf(opened, setting, defaultLoad, interrupted),
      (rate) => `capacity: ${Math.round(rate).toLocaleString('en-US')} messages/s`,
    );
    const load: Load = { ...defaultLoad, rate: Math.max(100, Math.round(capacity * options.share)) };
    const without = new Set(missingFaults(target, setting).keys());
    const command = `make soak MINUTES=${options.minutes} SHARE=${options.share} SEED=${options.seed}`;
    const series = { format: 'millrace-proof-series-1' as const, command, startedAt: new Date().toISOString() };
    const runs: ProofResult[] = [];
    const deadline = stampNow() + options.minutes * 60_000;
    let html = '';
    while (stampNow() < deadline && runs.every(({ verdict }) => verdict === 'held')) {
      const seed = options.seed + runs.length;
      const endless = endlessSchedule(setting, three, { seed, without });
      const roundEnds = Math.min(deadline, stampNow() + roundMsOf(load));
      const schedule = { seed, shape: three, steps: until(roundEnds, endless) };
      const result = await runSchedule({ target, setting, schedule, load, command, steps, interrupted });
      runs.push(result);
      steps.note(`round ${runs.length}: ${one(result)}`);
      ({ html } = await writeSeriesReport(options.out, { ...series, runs }, 'soak'));
    }
    const { growths, gone } = watched.end();
    const figures = { capacity: Math.round(capacity), load, growths };
    await writeWhole(join(options.out, 'soak-growth.json'), `${JSON.stringify(figures, null, 2)}\n`);
    const ended = gone.map(
      (name) => `  ${name} ended by itself: its last words are in no log, run it alone to see them\n`,
    );
    process.stdout.write(
      `\n${seriesSummary({ ...series, runs })}\n${growthTable(growths)}\n${ended.join('')}  report: ${html}\n`,
    );
    return soakStatus(seriesVerdict({ ...series, runs }), { expected: serviceNames, growths, gone });
  } finally {
    watched.end();
    await stop();
    await target.close();
  }
}

/** @throws ProofError PROOF_OPTION */
export function shareOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.9) return value;
  throw new ProofError('PROOF_OPTION', `'${text}' is given for a share of capacity; it is more than 0 and at most 0.9`);
}
