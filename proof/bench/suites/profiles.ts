import { durabilityProfiles, type DurabilityProfileName } from '../../../contracts/durability';
import type { BenchPlatform, TopicShape } from '../bench-platform';
import { findClients, type AvailableClient } from '../contenders/clients';
import type { LoadSpec } from '../load/spec';
import type { BenchCase, Contender, Extent, Suite } from '../suite';
import { batchesLoad } from './batches';
import { count, KIB, PARTITIONS } from './shapes';

const DRAIN_SECONDS = 20;
const BROKERS = 5;

interface Setting {
  readonly name: string;
  readonly profile: DurabilityProfileName;
  /** Of the topic. */
  readonly flush?: Readonly<Record<string, string>>;
}

const settings: readonly Setting[] = [
  { name: 'no-loss', profile: 'no-loss' },
  { name: 'survives-two-losses', profile: 'survives-two-losses' },
  { name: 'available', profile: 'available' },
  { name: 'no-loss, flush.ms=100', profile: 'no-loss', flush: { 'flush.ms': '100' } },
  { name: 'no-loss, flush.messages=100', profile: 'no-loss', flush: { 'flush.messages': '100' } },
  { name: 'no-loss, flush.messages=1', profile: 'no-loss', flush: { 'flush.messages': '1' } },
];

/** The topic as the model would make it for the profile. */
export function topicOf({ profile, flush = {} }: Setting): TopicShape {
  const { minReplicationFactor, minInsyncReplicas, uncleanLeaderElection } = durabilityProfiles[profile];
  return {
    partitions: PARTITIONS,
    replicationFactor: minReplicationFactor,
    config: {
      'min.insync.replicas': String(minInsyncReplicas),
      'unclean.leader.election.enable': String(uncleanLeaderElection),
      ...flush,
    },
  };
}

function withSettings(
  platform: BenchPlatform,
  client: AvailableClient,
  title: string,
  load: LoadSpec['load'],
): BenchCase {
  const contenders = settings.map((setting): Contender => ({
    name: setting.name,
    run: async () => {
      const topic = await platform.freshTopic(topicOf(setting));
      const { acks, idempotent } = durabilityProfiles[setting.profile];
      return (await client.run({ topic, acks, idempotent }, load)).figures;
    },
  }));
  const [first, ...others] = settings.map(({ name }) => name);
  return { title, contenders, pairs: others.map((ours) => ({ ours, theirs: first ?? '' })) };
}

async function cases(platform: BenchPlatform, { records, rates, seconds }: Extent): Promise<BenchCase[]> {
  const { available } = await findClients(platform, ['millrace']);
  return available.flatMap((client) => [
    withSettings(platform, client, 'Batches of 1,000 records of 1 KB, five at once', batchesLoad(records, KIB)),
    ...rates.map((rate) =>
      withSettings(platform, client, `${count(rate)} single sends/s of 1 KB`, {
        kind: 'singles',
        bytes: KIB,
        rate,
        seconds,
        warmupSeconds: Math.max(1, seconds / 3),
        drainSeconds: DRAIN_SECONDS,
      }),
    ),
  ]);
}

export const profilesSuite: Suite = {
  name: 'profiles',
  title: 'What each durability profile costs',
  notes: [
    `All on the same ${BROKERS} brokers, in turns, with our client to ${PARTITIONS} partitions; ratios are against no-loss. On one machine a further copy costs processor time and disk, and no network; the disk is shared, so a flush costs what this disk takes.`,
  ],
  brokers: BROKERS,
  extent: { records: 200_000, seconds: 6, rates: [500] },
  cases,
};
