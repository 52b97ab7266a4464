import type { BenchPlatform } from '../bench-platform';
import { clientKinds, findClients, type AvailableClient } from '../contenders/clients';
import { consume } from '../contenders/consumer';
import type { LoadSpec } from '../load/spec';
import { bundleService } from '../programs';
import type { BenchCase, Contender, Extent, Suite } from '../suite';
import { batchesLoad } from './batches';
import { fillPosts } from './services';
import { count, KIB, PARTITIONS } from './shapes';

const PARTITION_COUNTS = [1, 3, 6, 12];
const INSTANCES = [1, 2, 3];
const DRAIN_SECONDS = 20;

const partitionsTitle = (partitions: number): string => `${partitions} partition${partitions === 1 ? '' : 's'}`;
const instancesTitle = (instances: number): string => `${instances} instance${instances === 1 ? '' : 's'}`;

/** Each against the first. */
const againstFirst = (names: readonly string[]): BenchCase['pairs'] =>
  names.slice(1).map((ours) => ({ ours, theirs: names[0] ?? '' }));

function byPartitions(
  platform: BenchPlatform,
  client: AvailableClient,
  title: string,
  load: LoadSpec['load'],
): BenchCase {
  const contenders = PARTITION_COUNTS.map((partitions): Contender => ({
    name: partitionsTitle(partitions),
    run: async () => {
      const topic = await platform.freshTopic({ partitions });
      return (await client.run({ topic, acks: 'all', idempotent: true }, load)).figures;
    },
  }));
  return { title, contenders, pairs: againstFirst(PARTITION_COUNTS.map(partitionsTitle)) };
}

function byInstances(platform: BenchPlatform, records: number): BenchCase {
  return {
    title: `Consumer service, ${count(records)} events of 1 KB in ${PARTITIONS} partitions`,
    prepare: () => fillPosts(platform, PARTITIONS, records, KIB),
    contenders: INSTANCES.map((instances) => ({
      name: instancesTitle(instances),
      run: () => consume(platform, records, instances),
    })),
    pairs: againstFirst(INSTANCES.map(instancesTitle)),
  };
}

async function cases(platform: BenchPlatform, { records, rates, seconds }: Extent): Promise<BenchCase[]> {
  await bundleService('consumer', platform.platform);
  const { available } = await findClients(platform, ['millrace']);
  const atRate = (rate: number): LoadSpec['load'] => ({
    kind: 'singles',
    bytes: KIB,
    rate,
    seconds,
    warmupSeconds: Math.max(1, seconds / 3),
    drainSeconds: DRAIN_SECONDS,
  });
  const ours = clientKinds.millrace.title;
  return [
    ...available.flatMap((client) => [
      byPartitions(platform, client, `Batches of 1,000 with ${ours}`, batchesLoad(records, KIB)),
      ...rates.map((rate) =>
        byPartitions(platform, client, `${count(rate)} single sends/s with ${ours}`, atRate(rate)),
      ),
    ]),
    byInstances(platform, records),
  ];
}

export const scalingSuite: Suite = {
  name: 'scaling',
  title: 'Scaling with partitions and with consumer instances',
  notes: [
    'Records of 1 KB, RF 3, min ISR 2, acks all. Ratios are against one partition and one instance. Brokers and clients share the machine: where its cores are all busy, nothing scales further.',
  ],
  brokers: 3,
  extent: { records: 200_000, seconds: 6, rates: [2_000] },
  cases,
};
