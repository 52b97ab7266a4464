import { instanceTypeOf, instanceTypes, knownInstanceType } from '../../model/instance-types';

/** Megabits a second. */
const megabits = (rate: { toBytesPerSecond(): number }): number => rate.toBytesPerSecond() / 125_000;

/** `aws ec2 describe-instance-types`: network interfaces, and addresses of each. */
const interfaces: Readonly<Record<string, readonly [number, number]>> = {
  large: [3, 10],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
  '4xlarge': [8, 30],
};

describe('an instance type', () => {
  it.each([
    ['r7g.large', 'arm64', 2, 16, 630, 3_600, 937],
    ['m7g.2xlarge', 'arm64', 8, 32, 2_500, 12_000, 3_750],
    ['r6i.xlarge', 'amd64', 4, 32, 1_250, 6_000, 1_562],
    ['m6i.4xlarge', 'amd64', 16, 64, 5_000, 20_000, 6_250],
  ] as const)('has the figures of its data sheet: %s', (name, architecture, cores, gibibytes, ebs, iops, network) => {
    const type = knownInstanceType(name);
    expect(type.architecture).toBe(architecture);
    expect([type.cpu.toMillicores() / 1000, type.memory.toGibibytes()]).toEqual([cores, gibibytes]);
    expect(megabits(type.ebsBandwidth.baseline)).toBe(ebs);
    expect(type.ebsIops.baseline).toBe(iops);
    expect(megabits(type.network.baseline)).toBe(network);
  });

  it('has as many pods as the VPC CNI has addresses: those of its interfaces but the first of each, and two of the host', () => {
    for (const [name, { maxPods }] of Object.entries(instanceTypes)) {
      const [count, addresses] = interfaces[name.split('.')[1] ?? ''] ?? [0, 0];
      expect([name, maxPods]).toEqual([name, count * (addresses - 1) + 2]);
    }
  });

  it('has for a while no less than for good', () => {
    for (const { ebsBandwidth, ebsIops, network } of Object.values(instanceTypes)) {
      expect(ebsBandwidth.burst.compare(ebsBandwidth.baseline)).toBeGreaterThanOrEqual(0);
      expect(network.burst.compare(network.baseline)).toBeGreaterThanOrEqual(0);
      expect(ebsIops.burst).toBeGreaterThanOrEqual(ebsIops.baseline);
    }
  });

  it('is not found by the name of what every object has', () => {
    expect(instanceTypeOf('constructor')).toBeUndefined();
  });
});
