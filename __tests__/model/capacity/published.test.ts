import { crossZoneOf, crossZonePrice } from '../../../model/capacity/cross-zone';
import { gp3 } from '../../../model/capacity/hardware';
import { growthOf, limitOf, type LimitName } from '../../../model/capacity/limits';
import { instanceTypeOf } from '../../../model/instance-types';
import { instancePrice, mskBrokerPrice, prices } from '../../../model/prices';
import { loadedWith, type Given } from './traffic-of';

const megabytes = (bytes: number): number => bytes / 1e6;

interface Sized extends Required<Pick<Given, 'brokers' | 'replicationFactor' | 'groups'>> {
  readonly storage: number;
  readonly ebs: number;
  readonly network: number;
}

/**
 * AWS Big Data Blog, "Best practices for right-sizing your Apache Kafka clusters to optimize performance and cost", Equation 1.
 * The post's beginning was read, which has it; not its worked examples.
 */
const equation1 = ({ storage, ebs, network, brokers, replicationFactor: r, groups }: Sized): number =>
  Math.min((storage * brokers) / r, (ebs * brokers) / r, (network * brokers) / (groups + r - 1));

/** MB/s that the model lets in until 80 % of the first limit is used, with all brokers up. */
function modelled({ storage, ebs, network, ...given }: Sized): number {
  const loaded = loadedWith(
    { ...given, megabytesPerSecond: 1, partitions: 10 * given.brokers },
    { volumeThroughput: storage, ebsBandwidth: ebs, network },
  );
  return growthOf(loaded, 'all-up').factor;
}

describe("AWS's sizing formula", () => {
  it.each<Sized & { readonly name: string; readonly target: number }>([
    // Arithmetic by the formula, our own: no figure of AWS's. Volumes of 1,000 MB/s are what ends it here.
    {
      name: 'm5.12xlarge',
      brokers: 3,
      replicationFactor: 3,
      groups: 2,
      storage: 1_000,
      ebs: 1_187.5,
      network: 1_500,
      target: 800,
    },
    // More brokers than copies.
    {
      name: 'm5.2xlarge',
      brokers: 9,
      replicationFactor: 3,
      groups: 4,
      storage: 288,
      ebs: 288,
      network: 640,
      target: 691.2,
    },
    // Twelve groups, and it is the network.
    {
      name: 'r7g.large',
      brokers: 6,
      replicationFactor: 3,
      groups: 12,
      storage: 125,
      ebs: 78.75,
      network: 117.125,
      target: 40.16,
    },
  ])('gives $target MB/s for $brokers x $name and $groups groups', ({ target, ...sized }) => {
    expect(0.8 * equation1(sized)).toBeCloseTo(target, 1);
    expect(modelled(sized)).toBeCloseTo(target, 1);
  });

  it('agrees with a plan that others wrote: 500 MB/s, a group, 15 brokers of 100 MB/s are full', () => {
    // AutoMQ/kafka-provider-comparison, cost-explanation/kafka.md, read: r6i.large, 1,500 MB/s out of 15 of them. On paper.
    const loaded = loadedWith({ megabytesPerSecond: 500, brokers: 15, partitions: 150, groups: 1 }, { network: 100 });
    expect(limitOf(loaded, 'all-up', 'network-out').utilisation).toBeCloseTo(1);
  });
});

// "Benchmarking Apache Kafka: 2 Million Writes Per Second (On Three Cheap Machines)": the post's beginning was read; the figures
// are those that notes about it in several public repositories give, all the same.
describe("LinkedIn's two million writes a second on three machines (Kreps, 2014), as it is quoted", () => {
  /** Six partitions, three brokers with a gigabit each, records of 100 bytes. */
  const use = (name: LimitName, records: number, given: Partial<Given> = {}): number =>
    limitOf(
      loadedWith({ megabytesPerSecond: records / 1e4, partitions: 6, ...given }, { network: 125 }),
      'all-up',
      name,
    ).utilisation;

  it('finds room for what was acknowledged by all copies: 421,823 records a second', () => {
    expect(use('network-in', 421_823)).toBeLessThan(1);
  });

  it('finds room for the consumers: 2,615,968 records a second, nothing written meanwhile', () => {
    // Three consumers shared the topic: each record left once, from copies that were there.
    const sent = use('network-out', 2_615_968, { groups: 1, replicationFactor: 1 });
    expect(sent).toBeGreaterThan(0.6);
    expect(sent).toBeLessThan(1);
  });

  it('says that 2,024,032 records a second cannot have reached three copies as they came: replication was asynchronous', () => {
    expect(use('network-in', 2_024_032, { replicationFactor: 1 })).toBeLessThan(1);
    expect(use('network-in', 2_024_032)).toBeGreaterThan(1);
  });
});

// The figure was read there; the machines are as others quote the run, and the baseline of their network is believed.
describe("Confluent's benchmark (developer.confluent.io/learn/kafka-performance): 605 MB/s", () => {
  it('finds room for it in 8.4 Gbit/s, as three i3en.2xlarge are said to have, and wants 605 MB/s of each disk', () => {
    const loaded = loadedWith({ megabytesPerSecond: 605, partitions: 99, groups: 1 }, { network: 1_050 });
    expect(limitOf(loaded, 'all-up', 'network-out').utilisation).toBeLessThan(planned);
    expect(megabytes(limitOf(loaded, 'all-up', 'volume-throughput').used)).toBeCloseTo(605);
  });
  const planned = 0.8;
});

describe('traffic between zones, a month at 100 MB/s', () => {
  // ../shared/facts.md, "Money": about 10,500, 3,500, 3,500 and nothing.
  const month = (rate: 'replication' | 'producers' | 'consumersFromLeaders' | 'consumersFromNearest'): number =>
    crossZonePrice(crossZoneOf(loadedWith({ megabytesPerSecond: 100, groups: 1 }))[rate]);

  it.each([
    ['replication', 10_512],
    ['producers', 3_504],
    ['consumersFromLeaders', 3_504],
    ['consumersFromNearest', 0],
  ] as const)('costs for %s %i', (rate, expected) => {
    expect(month(rate)).toBeCloseTo(expected, 6);
  });

  it('counts followers in the same zone as free, and readers without a copy in theirs as paying', () => {
    const across = (replicationFactor: number) =>
      crossZoneOf(loadedWith({ megabytesPerSecond: 9, replicationFactor, groups: 1 }));
    // Of six copies two are in each zone: one of five followers is beside its leader.
    expect(megabytes(across(6).replication)).toBeCloseTo(36);
    expect(megabytes(across(4).replication)).toBeCloseTo(9 * (3 - 2 / 4));
    expect(megabytes(across(2).consumersFromNearest)).toBeCloseTo(3);
  });
});

describe('figures that AWS publishes', () => {
  it('are those of a gp3 volume (Amazon EBS User Guide)', () => {
    expect([gp3.leastThroughput.toString(), gp3.mostThroughput.toString()]).toEqual(['125 MB/s', '2000 MB/s']);
    expect([gp3.leastIops, gp3.mostIops, gp3.mostIopsPerGibibyte]).toEqual([3_000, 80_000, 500]);
    expect(gp3.mostBytesPerIops).toBe(0.25e6);
  });

  it.each([
    // Amazon MSK Developer Guide, "Provision storage throughput": what a broker of the size reaches.
    ['m7g.2xlarge', 312.5],
    ['m7g.4xlarge', 625],
    // EC2 instance pages: 0.63 and 1.25 Gbit/s.
    ['r7g.large', 78.75],
    ['r7g.xlarge', 156.25],
  ])('are those of %s: %f MB/s to its volumes', (type, expected) => {
    expect(megabytes(instanceTypeOf(type)?.ebsBandwidth.baseline.toBytesPerSecond() ?? 0)).toBe(expected);
  });

  it.each([
    ['m6i.xlarge', 0.192],
    ['m7g.large', 0.0816],
    ['m7g.xlarge', 0.1632],
    ['m7g.4xlarge', 0.6528],
    ['r7g.large', 0.1071],
    ['r7g.xlarge', 0.2142],
    ['r7g.4xlarge', 0.8568],
    ['r6i.large', 0.126],
    ['m7i.4xlarge', 0.8064],
  ])('are the price of %s: %f an hour', (type, price) => {
    expect(instancePrice(type)).toBeCloseTo(price, 10);
  });

  it('are the prices of MSK and of traffic, and none for what is not known', () => {
    expect([mskBrokerPrice('large'), mskBrokerPrice('xlarge'), mskBrokerPrice('2xlarge')]).toEqual([
      0.204, 0.408, 0.816,
    ]);
    expect(prices.crossZone.gigabyte).toBe(0.02);
    expect([instancePrice('x2gd.large'), instancePrice('m7g.metal'), instancePrice('constructor')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
