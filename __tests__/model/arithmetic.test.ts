import {
  bytesKept,
  bytesPerBroker,
  ratePerBroker,
  readable,
  replicasPerBroker,
  segmentTime,
  usableBytes,
} from '../../model/capacity';
import { durabilityProfiles } from '../../contracts/durability';
import type { TopicDraft } from '../../model/draft';
import { allocatable, instanceTypes } from '../../model/instance-types';
import { leftWithoutOneZone, replicationThatSurvivesAZone } from '../../model/placement';
import { didYouMean, editDistance } from '../../model/spelling';
import { DataRate, Duration, Size } from '../../model/units';

const gibibyte = Size.gibibytes(1).toBytes();

const topic: TopicDraft = {
  name: 't',
  description: '',
  owner: 'platform',
  partitions: 2,
  replicationFactor: 3,
  durability: 'no-loss',
  profile: durabilityProfiles['no-loss'],
  retention: Duration.hours(2),
  cleanup: 'delete',
  maxRecordSize: Size.mebibytes(1),
  writeRate: DataRate.kilobytesPerSecond(1),
};

describe('what a topic keeps', () => {
  it('is its retention and the open segments, which close after the same time', () => {
    expect(bytesKept(topic)).toBe(1_000 * 2 * 7_200);
  });

  it('has open segments of 1 GiB a partition at most', () => {
    const fast = { ...topic, writeRate: DataRate.megabytesPerSecond(100) };
    expect(bytesKept(fast)).toBe(1e8 * 7_200 + 2 * gibibyte);
  });

  it('is bounded by size, with an open segment, except when it is only compacted', () => {
    const bounded = { ...topic, retention: 'forever', retentionSize: Size.gibibytes(3) } as const;
    expect(bytesKept(bounded)).toBe(2 * 4 * gibibyte);
    expect(bytesKept({ ...bounded, cleanup: 'compact' })).toBe(2 * 3 * gibibyte);
  });

  it('is without bound when nothing bounds it, and nothing when nothing is written', () => {
    expect(bytesKept({ ...topic, retention: 'forever' })).toBe(Infinity);
    expect(bytesKept({ ...topic, retention: 'forever', writeRate: DataRate.bytesPerSecond(0) })).toBe(0);
  });

  it('stands on each broker with all of its replicas', () => {
    expect(bytesPerBroker([topic, topic], 6)).toBe(bytesKept(topic));
    // One partition on six brokers: three have a whole copy, and the others' room does not help them.
    expect(bytesPerBroker([{ ...topic, partitions: 1 }], 6)).toBe(bytesKept({ ...topic, partitions: 1 }));
    expect(usableBytes({ volume: { size: Size.gibibytes(100), headroom: 0.25 } })).toBe(75 * gibibyte);
    expect(replicasPerBroker([topic], 3)).toBe(2 + 150);
    expect(replicasPerBroker([topic], 7)).toBe(66);
  });

  it('is written to the brokers that lead its partitions', () => {
    expect(ratePerBroker([topic], 1)).toBe(1_000);
    expect(ratePerBroker([topic, topic], 2)).toBe(1_000);
    // Two partitions over three brokers: one of them takes half of what is written.
    expect(ratePerBroker([{ ...topic, writeRate: DataRate.bytesPerSecond(1_001) }], 3)).toBe(501);
  });

  it.each([
    [Duration.seconds(1), Duration.hours(1)],
    [Duration.days(1), Duration.days(1)],
    [Duration.days(30), Duration.days(7)],
    ['forever', Duration.days(7)],
  ] as const)('closes the segments of %s after %s', (retention, expected) => {
    expect(segmentTime({ retention })).toEqual(expected);
  });

  it('is said in the unit that suits it', () => {
    expect([0, 1023, 1536, 20 * gibibyte, Infinity].map(readable)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '20 GiB',
      'without bound',
    ]);
  });
});

describe('placement', () => {
  it.each([
    [3, 3, 2],
    [4, 3, 2],
    [5, 3, 3],
    [2, 1, 0],
    [6, 4, 4],
  ])('leaves of %i replicas over %i zones %i', (replicas, zones, left) => {
    expect(leftWithoutOneZone(replicas, zones)).toBe(left);
  });

  it('finds the replication that survives a zone', () => {
    expect([
      replicationThatSurvivesAZone(2, 3),
      replicationThatSurvivesAZone(3, 3),
      replicationThatSurvivesAZone(2, 2),
    ]).toEqual([3, 5, 4]);
  });
});

describe('an instance type', () => {
  it('has for pods what the system and the daemons leave', () => {
    const large = instanceTypes['r7g.large'];
    if (large === undefined) throw new Error('r7g.large is gone');
    // 2,000 - 60 - 10 - 225; 16,384 less 7.5 %, less 255 + 11 * 29, less 100, less 364.
    expect(allocatable(large).cpu.toMillicores()).toBe(1705);
    expect(allocatable(large).memory.toMebibytes()).toBe(15_155 - 574 - 100 - 364);
  });

  it('leaves something on every type', () => {
    for (const type of Object.values(instanceTypes)) {
      expect(allocatable(type).cpu.toMillicores()).toBeGreaterThan(0.8 * type.cpu.toMillicores() - 100);
      expect(allocatable(type).memory.compare(type.memory)).toBeLessThan(0);
    }
  });
});

describe('spelling', () => {
  it.each([
    ['', '', 0],
    ['post', 'posts', 1],
    ['psots', 'posts', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('counts the edits from %p to %p: %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  it('names the nearest, and nothing when none is near', () => {
    expect(didYouMean('Pots', ['posts', 'ports'])).toEqual({ fix: 'did you mean "posts"?' });
    expect(didYouMean('elephant', ['posts'])).toEqual({});
    expect(didYouMean('x'.repeat(100_000), ['posts'])).toEqual({});
  });
});
