import type { Figures } from '../figures';
import type { BenchClient, ConnectClient } from './client';
import { closedLoop } from './closed-loop';
import { openLoop } from './open-loop';
import { recordsOf } from './records';
import type { BatchesLoad, LoadSpec, SinglesLoad } from './spec';

/** What a load program answers to its parent. */
export type LoadAnswer = { readonly figures: Figures; readonly firstError?: string } | { readonly failure: string };

const CLOSE_LIMIT_MS = 10_000;

/** Of this process, native threads among it. */
class Meter {
  private cpu = process.cpuUsage();

  restart(): void {
    this.cpu = process.cpuUsage();
  }

  figures(records: number): Figures {
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      cpuSecondsPerMillion: (user + system) / Math.max(1, records),
      peakMebibytes: process.resourceUsage().maxRSS / 1024,
    };
  }
}

interface Measured {
  readonly figures: Figures;
  readonly firstError?: string;
}

async function singles(client: BenchClient, load: SinglesLoad): Promise<Measured> {
  const record = recordsOf(load.bytes);
  const meter = new Meter();
  const onMeasuring = (): void => meter.restart();
  const { figures, answers, firstError } = await openLoop((index) => client.send(record(index)), load, { onMeasuring });
  return { figures: { ...figures, ...meter.figures(answers) }, ...(firstError === undefined ? {} : { firstError }) };
}

async function batches(client: BenchClient, load: BatchesLoad): Promise<Measured> {
  const record = recordsOf(load.bytes);
  const write = (records: number): Promise<void> =>
    closedLoop(Math.ceil(records / load.batch), load.atOnce, async (piece) => {
      const batch = Array.from({ length: load.batch }, (_, index) => record(piece * load.batch + index));
      await client.sendBatch(batch);
    });
  await write(load.warmupRecords);
  const meter = new Meter();
  const begun = performance.now();
  await write(load.records);
  const written = Math.ceil(load.records / load.batch) * load.batch;
  const recordsPerSecond = (written / (performance.now() - begun)) * 1000;
  return { figures: { recordsPerSecond, ...meter.figures(written) } };
}

async function measure(connect: ConnectClient, { client: spec, load }: LoadSpec): Promise<LoadAnswer> {
  const client = await connect(spec);
  // Connections, metadata and producer ids are there before the clock runs.
  await client.send(recordsOf(load.bytes)(0));
  const measured = load.kind === 'singles' ? await singles(client, load) : await batches(client, load);
  // A client that never comes back from closing must not cost its figures.
  await Promise.race([client.close(), new Promise((settle) => setTimeout(settle, CLOSE_LIMIT_MS).unref())]);
  return measured;
}

/** The whole of a load program: its last line is a call of this with its client. Ends when its parent does. */
export function runLoad(connect: ConnectClient): void {
  process.once('disconnect', () => process.exit(1));
  const answer = (message: LoadAnswer): void => {
    process.send?.(message, () => process.exit('failure' in message ? 1 : 0));
  };
  const fail = (error: unknown): void =>
    answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.once('uncaughtException', fail);
  measure(connect, JSON.parse(process.argv[2] ?? '') as LoadSpec).then(answer, fail);
}
