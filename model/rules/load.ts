import { gp3, planned } from '../capacity';
import { brokerHardware } from '../capacity/hardware';
import { limitOf, type LimitName } from '../capacity/limits';
import { volumePerformance } from '../capacity/volume-performance';
import type { Draft } from '../draft';
import { relationRule, type Finding } from './rule';

/** Rules about the topics' load and what carries it: volumes, networks, brokers, with one zone lost. */

type Parts = Pick<Draft, 'platform' | 'kafka' | 'topics' | 'services'>;
const needs = ['platform', 'kafka', 'topics', 'services'] as const;

const megabytes = (bytesPerSecond: number): string => `${Number((bytesPerSecond / 1e6).toFixed(1))} MB/s`;
const operations = (perSecond: number): string => `${Math.ceil(perSecond)} IOPS`;

/** A finding when the busiest broker uses more of a limit than is planned with. Only EKS says what its brokers have. */
function exceeded(
  { platform, kafka, topics, services }: Parts,
  name: LimitName,
  path: string,
  say: (amount: number) => string,
): Finding[] {
  if (platform.kind !== 'eks') return [];
  const { brokers } = kafka;
  const hardware = brokerHardware(platform, brokers, volumePerformance(topics, brokers, kafka.volume));
  if (hardware === undefined) return [];
  const loaded = { topics, services, brokers, zones: platform.zones.length, hardware, kafka };
  const { used, limit, utilisation } = limitOf(loaded, 'zone-lost', name);
  if (utilisation <= planned) return [];
  const allowed = `at most ${say(limit * planned)}, 80 % of ${say(limit)}`;
  return [{ path, got: `${say(used)} on each broker with one zone lost`, allowed }];
}

export const volumesTakeTheLoad = relationRule({
  code: 'KAFKA_LOAD_EXCEEDS_VOLUME',
  title: "a broker's volume takes what is written to it, leader or follower, and has a fifth of its throughput left",
  allowed: `80 % of the volume's throughput, which is ${gp3.mostThroughput.toString()} at most`,
  fix: 'raise kafka.volume.throughput, or leave it out for what the load needs; or use more brokers',
  needs,
  check: (draft) => exceeded(draft, 'volume-throughput', 'kafka.volume.throughput', megabytes),
});

export const volumesTakeTheOperations = relationRule({
  code: 'KAFKA_LOAD_EXCEEDS_IOPS',
  title: "a broker's volume takes the operations that its writes and its replicas make, and has a fifth of them left",
  allowed: `80 % of the volume's IOPS, which are ${gp3.mostIops} at most`,
  fix: 'raise kafka.volume.iops, or leave it out for what the load needs; or use more brokers',
  needs,
  check: (draft) => exceeded(draft, 'volume-iops', 'kafka.volume.iops', operations),
});

export const nodesReachTheirVolumes = relationRule({
  code: 'KAFKA_LOAD_EXCEEDS_EBS_BANDWIDTH',
  title: "a broker's node reaches its volumes fast enough at any length of time: a fast volume is no faster than that",
  allowed: "80 % of the instance type's baseline EBS bandwidth, shared by the brokers on a node",
  fix: 'use a larger instance type, or more brokers on more nodes',
  needs,
  check: (draft) => exceeded(draft, 'ebs-bandwidth', 'platform.kafkaNodes.instanceType', megabytes),
});

export const nodesReachEachOther = relationRule({
  code: 'KAFKA_LOAD_EXCEEDS_NETWORK',
  title:
    "a broker's network carries its producers, its share of the replication and every consumer group, with one zone lost and at any length of time",
  allowed: "80 % of the instance type's baseline network bandwidth in each direction, shared by the brokers on a node",
  fix: 'use a larger instance type, or more brokers on more nodes',
  needs,
  check: (draft) => {
    const path = 'platform.kafkaNodes.instanceType';
    // Out is the larger one wherever there is a consumer; both would be one finding too many.
    const [first] = [
      ...exceeded(draft, 'network-out', path, megabytes),
      ...exceeded(draft, 'network-in', path, megabytes),
    ];
    return first === undefined ? [] : [first];
  },
});

export const loadRules = [volumesTakeTheLoad, volumesTakeTheOperations, nodesReachTheirVolumes, nodesReachEachOther];
