import { join } from 'node:path';
import { serviceNames } from '../../contracts/services';
import { renderTable } from '../../local/platform/table';
import { waitUntil } from '../../local/kafka/wait-until';
import { stampNow } from '../ledger/entries';
import { ProofError } from '../proof-error';
import { runSummary, writeRunReport, writeWhole } from '../report';
import { Crew } from '../run/crew';
import { footprintOf, growthOf, type Footprint, type Growth } from '../run/footprint';
import { runSchedule } from '../run/run-schedule';
import type { RunningService } from '../run/target';
import { endlessSchedule } from '../run/schedule';
import { missingFaults } from '../run/series';
import { defaultLoad, takePlaces, topicsOf, type Load } from '../run/stage';
import { settingNamed } from '../settings/registry';
import { three } from '../settings/shapes';
import type { EmbeddedTarget } from '../targets/embedded-target';
import { exitStatus } from './prove';
import type { Workshop } from './workshop';

export interface SoakOptions {
  readonly minutes: number;
  /** Of what the writers reach with nothing in their way. */
  readonly share: number;
  readonly seed: number;
  readonly out: string;
}

const LOOK_EVERY_MS = 2_000;
const CALIBRATION = { warmUp: 5_000, measured: 15_000 };
const LIMIT_MS = 120_000;

/** What the whole of the crew carries: writer, copier, readers and HTTP on the same processors, as in the soak. */
async function capacityOf(target: EmbeddedTarget, load: Load, interrupted: AbortSignal): Promise<number> {
  const setting = settingNamed('no-loss');
  await target.freshTopics(topicsOf(setting, load));
  const crew = new Crew(target, 'capacity-');
  const unlimited = { ...load, rate: 1_000_000 };
  try {
    await takePlaces({ target, setting, crew, load: unlimited, id: 'capacity' }, undefined);
    const reached = async (count: number): Promise<number> => {
      const there = (): number | undefined => {
        interrupted.throwIfAborted();
        return crew.acknowledged >= count ? crew.acknowledged : undefined;
      };
      return waitUntil(`${count} acknowledgements`, there, { timeoutMs: LIMIT_MS, everyMs: 20 });
    };
    const from = await reached(CALIBRATION.warmUp);
    const begun = stampNow();
    const to = await reached(from + CALIBRATION.measured);
    return ((to - from) / (stampNow() - begun)) * 1000;
  } finally {
    await crew.killAll();
  }
}

/** Looks at processes, also those that are added later, until it is ended. */
function watch(pids: ReadonlyMap<string, number>): { end(): Growth[] } {
  const seen = new Map<string, Footprint[]>();
  const timer = setInterval(() => {
    for (const [name, pid] of pids) {
      const footprint = footprintOf(pid, stampNow());
      if (footprint !== undefined) seen.set(name, [...(seen.get(name) ?? []), footprint]);
    }
  }, LOOK_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      return [...seen].map(([name, footprints]) => growthOf(name, footprints));
    },
  };
}

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

/** The run's target, whose producer service comes with the other services, all of them watched. */
function watchedTarget(target: EmbeddedTarget): {
  readonly target: EmbeddedTarget;
  readonly pids: Map<string, number>;
} {
  const pids = new Map<string, number>([['the driver itself', process.pid]]);
  const startProducerService = async (): Promise<RunningService> => {
    const services = await Promise.all(
      serviceNames.map(async (name) => [name, await target.startService(name)] as const),
    );
    for (const [name, { pid }] of services) if (pid !== undefined) pids.set(name, pid);
    const producer = services.find(([name]) => name === 'producer')?.[1];
    return {
      url: producer?.url ?? '',
      stop: async () => {
        await Promise.all(services.map(([, service]) => service.stop()));
      },
    };
  };
  return { target: { ...target, startProducerService }, pids };
}

/**
 * Load at a share of capacity, faults at random one after the other, the real services beside it, for so many minutes.
 * @returns the exit status
 */
export async function soak(options: SoakOptions, workshop: Workshop): Promise<number> {
  const { steps, interrupted, open } = workshop;
  const setting = settingNamed('no-loss');
  const { target, pids } = watchedTarget(
    await steps.run(`cluster: ${three.description}`, () => open(defaultLoad)(three)),
  );
  try {
    const capacity = await steps.run(
      'capacity',
      () => capacityOf(target, defaultLoad, interrupted),
      (rate) => `capacity: ${Math.round(rate).toLocaleString('en-US')} messages/s`,
    );
    const load: Load = { ...defaultLoad, rate: Math.max(100, Math.round(capacity * options.share)) };
    const without = new Set(missingFaults(target, setting).keys());
    const endless = endlessSchedule(setting, three, { seed: options.seed, without });
    const deadline = stampNow() + options.minutes * 60_000;
    const schedule = { seed: options.seed, shape: three, steps: until(deadline, endless) };
    const command = `make soak MINUTES=${options.minutes} SEED=${options.seed}`;
    const watched = watch(pids);
    const result = await runSchedule({ target, setting, schedule, load, command, steps, interrupted });
    const growths = watched.end();
    const files = await writeRunReport(options.out, result, 'soak');
    const figures = { capacity: Math.round(capacity), load, growths };
    await writeWhole(join(options.out, 'soak-growth.json'), `${JSON.stringify(figures, null, 2)}\n`);
    process.stdout.write(`\n${runSummary(result)}\n${growthTable(growths)}\n  report: ${files.html}\n`);
    return growths.every(({ flat }) => flat) ? exitStatus[result.verdict] : 1;
  } finally {
    await target.close();
  }
}

/** @throws ProofError PROOF_OPTION */
export function shareOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 0.9) return value;
  throw new ProofError('PROOF_OPTION', `'${text}' is given for a share of capacity; it is more than 0 and at most 0.9`);
}
