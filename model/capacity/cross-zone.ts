import { hoursPerMonth, prices } from '../prices';
import { groupsOf, type Traffic } from './traffic';

/** Bytes a second that leave one zone for another, all brokers together. */
export interface CrossZone {
  readonly replication: number;
  readonly producers: number;
  /** When each consumer reads from the leader, wherever that is. */
  readonly consumersFromLeaders: number;
  /** When each reads the copy in its own zone (`client.rack`), where there is one. */
  readonly consumersFromNearest: number;
}

/** Of a record's followers those in another zone than its leader, on average: copies are spread evenly. */
function followersElsewhere(replicationFactor: number, zones: number): number {
  const each = Math.floor(replicationFactor / zones);
  const withOneMore = replicationFactor % zones;
  const pairs = withOneMore * (each + 1) * each + (zones - withOneMore) * each * (each - 1);
  return replicationFactor - 1 - pairs / replicationFactor;
}

/** Leaders and clients are spread evenly over the zones: of what goes to a leader, all but one zone's share is across. */
export function crossZoneOf({ topics, services, zones }: Traffic): CrossZone {
  const across = (zones - 1) / zones;
  const sum = (each: (topic: Traffic['topics'][number], rate: number) => number): number =>
    topics.reduce((total, topic) => total + each(topic, topic.writeRate.toBytesPerSecond()), 0);
  const withoutCopy = (copies: number): number => Math.max(0, zones - copies) / zones;
  return {
    replication: sum(({ replicationFactor }, rate) => followersElsewhere(replicationFactor, zones) * rate),
    producers: sum((_, rate) => across * rate),
    consumersFromLeaders: sum(({ name }, rate) => across * groupsOf(name, services) * rate),
    consumersFromNearest: sum(
      ({ name, replicationFactor }, rate) => withoutCopy(replicationFactor) * groupsOf(name, services) * rate,
    ),
  };
}

/** GB, 10^9 bytes, that a rate makes in a month. */
export const gigabytesPerMonth = (bytesPerSecond: number): number => (bytesPerSecond * 3600 * hoursPerMonth) / 1e9;

/** A month of traffic between zones, both ends. */
export const crossZonePrice = (bytesPerSecond: number): number =>
  gigabytesPerMonth(bytesPerSecond) * prices.crossZone.gigabyte;
