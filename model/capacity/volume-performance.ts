import type { TopicDraft } from '../draft';
import type { Kafka } from '../environment';
import { DataRate } from '../units';
import { gp3, planned } from './hardware';
import { brokerLoad } from './traffic';

type Performance = Pick<Kafka['volume'], 'throughput' | 'iops'>;

/** Live writes, and as much again: a zone that comes back after an hour has caught up an hour later. */
const withCatchUp = 2;

const steps = { throughput: 25_000_000, iops: 500 } as const;

/** What the live load needs of a volume for 80 % of it to be used. Bytes and operations a second; may be more than gp3 has. */
export function neededPerformance(
  topics: readonly TopicDraft[],
  brokers: number,
): { readonly throughput: number; readonly iops: number } {
  // A lost zone changes nothing here: what a broker holds it writes, whether it leads it or not.
  const { diskWrite, iops } = brokerLoad({ topics, services: [], brokers, zones: 1 }, 'all-up');
  return { throughput: diskWrite / planned, iops: iops / planned };
}

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));
const roundedUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * What a gp3 volume is asked for: what is included in its price, or more when the topics need more, in steps of 25 MB/s
 * and 500 operations. What the environment says stands; the IOPS then follow its throughput, as gp3's ratio asks for.
 */
export function volumePerformance(
  topics: readonly TopicDraft[],
  brokers: number,
  said: Partial<Performance> = {},
): Performance {
  const needed = neededPerformance(topics, brokers);
  const least = gp3.leastThroughput.toBytesPerSecond();
  const most = gp3.mostThroughput.toBytesPerSecond();
  const throughput =
    said.throughput ??
    DataRate.bytesPerSecond(between(least, roundedUp(needed.throughput * withCatchUp, steps.throughput), most));
  const iops = Math.max(needed.iops * withCatchUp, throughput.toBytesPerSecond() / gp3.mostBytesPerIops);
  return { throughput, iops: said.iops ?? between(gp3.leastIops, roundedUp(iops, steps.iops), gp3.mostIops) };
}
