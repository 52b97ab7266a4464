import fc from 'fast-check';
import { catchUpOf } from '../../../model/capacity/catch-up';
import { gp3, planned } from '../../../model/capacity/hardware';
import { growthOf, limitNames, limitOf, mostGrowth } from '../../../model/capacity/limits';
import { brokerLoad, situations } from '../../../model/capacity/traffic';
import { neededPerformance, volumePerformance } from '../../../model/capacity/volume-performance';
import { DataRate } from '../../../model/units';
import { loadedWith, type Given } from './traffic-of';

const given: fc.Arbitrary<Required<Given>> = fc.record({
  megabytesPerSecond: fc.integer({ min: 1, max: 5_000 }),
  brokers: fc.integer({ min: 1, max: 10 }).map((each) => each * 3),
  zones: fc.constant(3),
  partitions: fc.integer({ min: 1, max: 300 }),
  replicationFactor: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 0, max: 10 }),
});

const hardware = { volumeThroughput: 500, ebsBandwidth: 312.5, network: 468.75 };
const nearly = 1e-6;

describe('the load of the busiest broker', () => {
  it('is at least its share, and all brokers together write every copy', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { diskWrite, producersIn, replicationIn } = brokerLoad(loadedWith(one), 'all-up');
        const share = (one.megabytesPerSecond * 1e6 * one.replicationFactor) / one.brokers;
        expect(diskWrite).toBeGreaterThanOrEqual(share * (1 - nearly));
        expect(producersIn + replicationIn).toBeCloseTo(diskWrite, 0);
      }),
    );
  });

  it('never gets less with more traffic, more groups or a lost zone', () => {
    fc.assert(
      fc.property(given, fc.constantFrom(...limitNames), (one, name) => {
        const more = { ...one, megabytesPerSecond: one.megabytesPerSecond * 2 };
        const used = (of: Given, situation: 'all-up' | 'zone-lost') =>
          limitOf(loadedWith(of, hardware), situation, name).used;
        for (const situation of situations) {
          expect(used(more, situation)).toBeGreaterThanOrEqual(used(one, situation));
          expect(used({ ...one, groups: one.groups + 1 }, situation)).toBeGreaterThanOrEqual(used(one, situation));
        }
        // Fewer followers are fetched for when a zone is gone; everything else is as much or more.
        if (name !== 'network-out') expect(used(one, 'zone-lost')).toBeGreaterThanOrEqual(used(one, 'all-up') - 1);
      }),
    );
  });

  it('leaves no less room for growth with more brokers', () => {
    fc.assert(
      fc.property(given, fc.constantFrom(...situations), (one, situation) => {
        const growth = (brokers: number) => growthOf(loadedWith({ ...one, brokers }, hardware), situation).factor;
        expect(growth(one.brokers + 3)).toBeGreaterThanOrEqual(growth(one.brokers) * (1 - nearly));
      }),
      { numRuns: 50 },
    );
  });

  it('uses just what is planned of the first limit when it has grown by its factor', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { factor, limit } = growthOf(loadedWith(one, hardware), 'zone-lost');
        // Beyond that growth is not told apart.
        fc.pre(factor < mostGrowth);
        const grown = loadedWith({ ...one, megabytesPerSecond: one.megabytesPerSecond * factor }, hardware);
        const { utilisation, allowed } = limitOf(grown, 'zone-lost', limit);
        expect(Math.abs(utilisation / allowed - 1)).toBeLessThan(1e-3);
      }),
      { numRuns: 50 },
    );
  });

  it('has whole partitions: of seven over three brokers one leads three, and four when a zone is lost', () => {
    const seven = (replicationFactor: number) =>
      loadedWith({ megabytesPerSecond: 7, partitions: 7, replicationFactor, groups: 1 });
    expect(brokerLoad(seven(3), 'all-up')).toMatchObject({ producersIn: 3e6, consumersOut: 3e6, diskWrite: 7e6 });
    expect(brokerLoad(seven(3), 'zone-lost')).toMatchObject({ producersIn: 4e6, consumersOut: 4e6, diskWrite: 7e6 });
    // Fourteen copies: one broker has five of them.
    expect(brokerLoad(seven(2), 'all-up').diskWrite).toBeCloseTo(5e6);
  });

  it('is led by the brokers that are left when a zone is lost, which hold what they held', () => {
    const loaded = loadedWith({ megabytesPerSecond: 90, groups: 2 });
    expect(brokerLoad(loaded, 'all-up')).toMatchObject({
      diskWrite: 90e6,
      producersIn: 30e6,
      replicationIn: expect.closeTo(60e6) as number,
      replicationOut: 60e6,
      consumersOut: 60e6,
    });
    // Two brokers lead 45 MB/s each, with one follower left for each record.
    expect(brokerLoad(loaded, 'zone-lost')).toMatchObject({
      diskWrite: 90e6,
      producersIn: 45e6,
      replicationIn: 45e6,
      replicationOut: 45e6,
      consumersOut: 90e6,
    });
  });
});

describe('a zone that comes back', () => {
  const bytes = {
    volumeThroughput: 125e6,
    ebsBandwidth: 78.75e6,
    network: 117.125e6,
    volumeIops: 3_000,
    ebsIops: 3_600,
  };

  it('fetches what is left of its own volume and network, or of the others', () => {
    const back = (megabytesPerSecond: number, groups: number, more = {}) =>
      catchUpOf(loadedWith({ megabytesPerSecond, groups }), { ...bytes, ...more });
    expect(back(30, 0)).toEqual({
      limitedBy: 'its volume',
      rate: 48.75e6,
      secondsPerHourLost: expect.closeTo(2215.385, 2) as number,
    });
    // 117.125 less 15 to one follower, 15 to the one that is back and 75 to five groups, from two brokers: 24.25.
    expect(back(30, 5)).toMatchObject({ limitedBy: "the others' network", rate: 24.25e6 });
    expect(back(30, 0, { network: 50e6 })).toMatchObject({ limitedBy: 'its network', rate: 20e6 });
    expect(back(78.75, 0)).toMatchObject({ rate: 0, secondsPerHourLost: Infinity });
    expect(back(0, 0).secondsPerHourLost).toBe(0);
  });
});

describe('what a volume is asked for', () => {
  const asked = (megabytesPerSecond: number) => volumePerformance(loadedWith({ megabytesPerSecond }).topics, 3);

  it('is what gp3 includes until the load needs more, then in steps, up to what gp3 has', () => {
    expect(asked(1)).toEqual({ throughput: DataRate.megabytesPerSecond(125), iops: 3_000 });
    // Twice 51 MB/s, a fifth left: 127.5.
    expect(asked(51).throughput.toString()).toBe('150 MB/s');
    expect(asked(5_000)).toEqual({ throughput: DataRate.megabytesPerSecond(2_000), iops: 80_000 });
  });

  it("lets what is said stand, with the IOPS that gp3's ratio asks for", () => {
    const { topics } = loadedWith({ megabytesPerSecond: 1 });
    const throughput = DataRate.megabytesPerSecond(1_000);
    expect(volumePerformance(topics, 3, { throughput })).toEqual({ throughput, iops: 4_000 });
    expect(volumePerformance(topics, 3, { iops: 7_000 })).toEqual({ throughput: gp3.leastThroughput, iops: 7_000 });
  });

  it('is never less than needed where gp3 has it, always within its limits and its ratio', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { topics } = loadedWith(one);
        const { throughput, iops } = volumePerformance(topics, one.brokers);
        const needed = neededPerformance(topics, one.brokers);
        const most = gp3.mostThroughput.toBytesPerSecond();
        expect(throughput.toBytesPerSecond()).toBeGreaterThanOrEqual(Math.min(needed.throughput, most));
        expect(throughput.toBytesPerSecond()).toBeLessThanOrEqual(most);
        expect(throughput.toBytesPerSecond() % 25_000_000).toBe(0);
        expect(iops).toBeGreaterThanOrEqual(Math.min(needed.iops, gp3.mostIops));
        expect(iops).toBeGreaterThanOrEqual(gp3.leastIops);
        expect(iops).toBeLessThanOrEqual(gp3.mostIops);
        expect(throughput.toBytesPerSecond() / iops).toBeLessThanOrEqual(gp3.mostBytesPerIops);
        expect(needed.throughput).toBeCloseTo(brokerLoad(loadedWith(one), 'zone-lost').diskWrite / planned, 0);
      }),
    );
  });
});
