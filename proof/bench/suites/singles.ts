import { clientKinds, findClients, type AvailableClient } from '../contenders/clients';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import type { BenchCase, Contender, Extent, Suite } from '../suite';
import { count, KIB, PARTITIONS } from './shapes';

const DRAIN_SECONDS = 20;

function singles(platform: BenchPlatform, client: AvailableClient, rate: number, seconds: number): Contender {
  const { title: name, foreign } = client;
  const run = async (): Promise<Figures> => {
    const topic = await platform.freshTopic({ partitions: PARTITIONS });
    const warmupSeconds = Math.max(1, Math.round(seconds / 3));
    const load = { kind: 'singles', bytes: KIB, rate, seconds, warmupSeconds, drainSeconds: DRAIN_SECONDS } as const;
    const { figures, firstError } = await client.run({ topic, acks: 'all', idempotent: true }, load);
    if (firstError !== undefined) platform.start.steps.note(`${name}: ${firstError}`);
    return figures;
  };
  return { name, foreign, run };
}

async function cases(platform: BenchPlatform, { rates, clients, seconds }: Extent): Promise<BenchCase[]> {
  const { available, leftOut } = await findClients(platform, clients);
  const ours = clientKinds.millrace.title;
  const pairs = available.filter(({ foreign }) => foreign).map(({ title }) => ({ ours, theirs: title }));
  return rates.map((rate) => ({
    title: `${count(rate)} single sends/s`,
    contenders: available.map((client) => singles(platform, client, rate, seconds)),
    pairs,
    leftOut,
  }));
}

export const singlesSuite: Suite = {
  name: 'singles',
  title: 'Single sends at fixed rates',
  notes: [
    `Records of 1 KB to ${PARTITIONS} partitions, RF 3, min ISR 2, acks all, idempotent. Each send has its moment and is begun then, answered or not what went before (open loop); latency counts from that moment, so a stall is in the figures (no coordinated omission).`,
    'Unanswered: sends without an answer, on average in the middle tenth of the time and in the last. When the end is much more than the middle, the client does not keep up and its queue grows.',
  ],
  brokers: 3,
  extent: {},
  cases,
};
