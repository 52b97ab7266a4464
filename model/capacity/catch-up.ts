import { mostInOnePlace } from '../placement';
import type { Hardware } from './hardware';
import { brokerLoad, brokersLeft, type Traffic } from './traffic';

/** How a zone that was lost gets back what it has missed, while the load goes on. */
export interface CatchUp {
  /** Bytes a second that each of its brokers can fetch on top of what is being written; 0 when it never catches up. */
  readonly rate: number;
  /** What keeps it from being faster. */
  readonly limitedBy: 'its volume' | 'its network' | "the others' network" | "the others' volumes";
  /** Seconds for each hour that it was away; infinite when it never catches up. */
  readonly secondsPerHourLost: number;
}

/**
 * All of a limit is reckoned with here, not 80 %: it is an incident, and it ends. What has been missed for longer than the
 * page cache remembers is read from the others' volumes, whose throughput writes and reads share.
 */
export function catchUpOf(traffic: Traffic, hardware: Hardware): CatchUp {
  const others = brokersLeft(traffic);
  const returning = Math.max(1, mostInOnePlace(traffic.brokers, traffic.zones));
  const whole = brokerLoad(traffic, 'all-up');
  const lost = brokerLoad(traffic, 'zone-lost');
  const disk = Math.min(hardware.volumeThroughput, hardware.ebsBandwidth);
  const spare = (limit: number, used: number): number => Math.max(0, limit - used);
  // The others still lead everything, and send each follower what is being written, the returned ones too.
  const live = lost.replicationOut + (whole.diskWrite * returning) / others;
  const forEach = others / returning;
  const sources: readonly Pick<CatchUp, 'rate' | 'limitedBy'>[] = [
    { limitedBy: 'its volume', rate: spare(disk, whole.diskWrite) },
    { limitedBy: 'its network', rate: spare(hardware.network, whole.diskWrite) },
    { limitedBy: "the others' network", rate: spare(hardware.network, live + lost.consumersOut) * forEach },
    { limitedBy: "the others' volumes", rate: spare(disk, lost.diskWrite) * forEach },
  ];
  const slowest = sources.reduce((slow, one) => (one.rate < slow.rate ? one : slow));
  const missed = whole.diskWrite * 3600;
  return { ...slowest, secondsPerHourLost: missed === 0 ? 0 : missed / slowest.rate };
}
