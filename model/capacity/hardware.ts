import type { Kafka, Platform } from '../environment';
import { instanceTypeOf, type InstanceType } from '../instance-types';
import { mostInOnePlace } from '../placement';
import { DataRate } from '../units';

/**
 * Limits of an EBS gp3 volume. Source: Amazon EBS User Guide, "General Purpose SSD volumes", since September 2025.
 * Throughput is in MiB there; counted as MB here, it is 5 per cent on the safe side.
 */
export const gp3 = {
  /** Included in the price of the volume. */
  leastThroughput: DataRate.megabytesPerSecond(125),
  mostThroughput: DataRate.megabytesPerSecond(2_000),
  leastIops: 3_000,
  mostIops: 80_000,
  mostIopsPerGibibyte: 500,
  /** A quarter of a MB/s for each operation a second. */
  mostBytesPerIops: 250_000,
} as const;

/** The share of a sustained limit that is planned with: AWS's "best practices for right-sizing" give 80 %. */
export const planned = 0.8;

/** What one broker has for any length of time; of a node that it shares, its part. Bytes or operations a second. */
export interface Hardware {
  readonly volumeThroughput: number;
  readonly volumeIops: number;
  readonly ebsBandwidth: number;
  readonly ebsIops: number;
  /** In each direction. */
  readonly network: number;
}

type Volume = Pick<Kafka['volume'], 'throughput' | 'iops'>;

/** Of a broker that shares its node with `brokersOnNode - 1` others. Bursts are left out: credits run dry under steady load. */
export function hardwareOf(
  { ebsBandwidth, ebsIops, network }: InstanceType,
  { throughput, iops }: Volume,
  brokersOnNode = 1,
): Hardware {
  return {
    volumeThroughput: throughput.toBytesPerSecond(),
    volumeIops: iops,
    ebsBandwidth: ebsBandwidth.baseline.toBytesPerSecond() / brokersOnNode,
    ebsIops: ebsIops.baseline / brokersOnNode,
    network: network.baseline.toBytesPerSecond() / brokersOnNode,
  };
}

/** What each broker of an EKS platform has; undefined when the type of its nodes is not known. */
export function brokerHardware(
  { kafkaNodes, zones }: Extract<Platform, { kind: 'eks' }>,
  brokers: number,
  volume: Volume,
): Hardware | undefined {
  const type = instanceTypeOf(kafkaNodes.instanceType);
  return type && hardwareOf(type, volume, mostInOnePlace(brokers, zones.length * kafkaNodes.perZone));
}
