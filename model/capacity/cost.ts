import type { EnvironmentOn, Topic } from '../environment';
import { prices } from '../prices';
import { fixedLines, type BillLine } from './bill';
import { crossZoneOf, crossZonePrice, gigabytesPerMonth } from './cross-zone';
import { mskFor, type Msk } from './msk';
import { loadedBrokers } from './plan';
import type { Traffic } from './traffic';

/** A month in US dollars. */
export interface Cost {
  readonly lines: readonly BillLine[];
  readonly total: number;
  /** What consumers would cost on top without follower fetching. */
  readonly savedByFollowerFetching: number;
  /** Nodes, disks, volumes and traffic between zones: what a managed Kafka would replace. */
  readonly kafka: number;
  /** The same load there; undefined when no size of it is enough. */
  readonly msk?: Msk & { readonly trafficPerMonth: number; readonly total: number };
}

function trafficLines(traffic: Traffic): BillLine[] {
  const across = crossZoneOf(traffic);
  const line = (what: string, rate: number): BillLine => ({
    what,
    detail: `${gigabytesPerMonth(rate).toLocaleString('en-US', { maximumFractionDigits: 0 })} GB, both ends`,
    perMonth: crossZonePrice(rate),
    part: 'traffic',
  });
  return [
    line('Between zones: replication', across.replication),
    line('Between zones: producers', across.producers),
    line('Between zones: consumers', across.consumersFromNearest),
  ];
}

/** GB of a topic that are in S3 only: what is older than its local retention. */
function tieredGigabytes({ retention, localRetention, writeRate }: Topic): number {
  if (localRetention === undefined || retention === 'forever') return 0;
  const seconds = (retention.toMilliseconds() - localRetention.toMilliseconds()) / 1000;
  return (writeRate.toBytesPerSecond() * Math.max(0, seconds)) / 1e9;
}

function tieredLines({ platform, topics }: EnvironmentOn<'eks'>, times: number): BillLine[] {
  if (platform.tieredStorage === undefined) return [];
  const gigabytes = topics.reduce((sum, topic) => sum + tieredGigabytes(topic), 0) * times;
  const detail = `${gigabytes.toFixed(0)} GB in S3`;
  return [{ what: 'Tiered storage', detail, perMonth: gigabytes * prices.s3.gigabyte, part: 'kafka' }];
}

const sumOf = (lines: readonly BillLine[]): number => lines.reduce((sum, { perMonth }) => sum + perMonth, 0);

/** A month of an environment at its declared load, `times` over, and the same load on Amazon MSK. */
export function costOf(environment: EnvironmentOn<'eks'>, times = 1): Cost {
  const loaded = loadedBrokers(environment, times);
  const across = crossZoneOf(loaded);
  const lines = [...fixedLines(environment), ...tieredLines(environment, times), ...trafficLines(loaded)];
  const msk = mskFor(environment, loaded);
  // Its brokers' traffic among each other is not billed; that of their clients is, as with any broker.
  const trafficPerMonth = crossZonePrice(across.producers + across.consumersFromNearest);
  return {
    lines,
    total: sumOf(lines),
    savedByFollowerFetching: crossZonePrice(across.consumersFromLeaders - across.consumersFromNearest),
    kafka: sumOf(lines.filter(({ part }) => part !== 'platform')),
    ...(msk === undefined
      ? {}
      : { msk: { ...msk, trafficPerMonth, total: msk.brokersPerMonth + msk.storagePerMonth + trafficPerMonth } }),
  };
}
