import type { Alerts } from '../../../model/environment';
import type { Duration } from '../../../model/units';
import type { signals } from '../signals';

type Groups = typeof signals;
type NamesIn<G> = G[keyof G] extends { readonly name: infer N extends string } ? N : never;

/** Names of all signals. */
export type SignalName = { [G in keyof Groups]: NamesIn<Groups[G]> }[keyof Groups];

/** Where a signal is well, doubtful and bad, in its own unit: what colours a dashboard. The second is never when it is left out. */
export type Normal =
  | { readonly wellBelow: number; readonly badFrom?: number }
  | { readonly wellFrom: number; readonly badBelow?: number }
  | { readonly exactly: number };

export type Normals = Readonly<Partial<Record<SignalName, Normal>>>;

/** When somebody is told; the colours turn where the alerts do, only at once. */
export type Limits = Pick<Alerts, 'objectives' | 'availability' | 'safety' | 'lateness' | 'capacity' | 'security'>;

/** Less than the smallest count and the slowest rate. */
const ANY = 1e-6;
const anyIsBad = { wellBelow: ANY, badFrom: ANY } as const satisfies Normal;
const anyIsDoubtful = { wellBelow: ANY } as const satisfies Normal;

/** Is there a line to be drawn? Where anything at all is too much it would lie on the axis. */
export const hasLimit = (normal: Normal): boolean =>
  !('wellBelow' in normal) || Math.max(normal.wellBelow, normal.badFrom ?? 0) > ANY;

const seconds = (time: Duration): number => time.toMilliseconds() / 1000;

/** What is a count of things that should not be. */
const unwanted: Normals = {
  'offline-partitions': anyIsBad,
  'under-min-isr-partitions': anyIsBad,
  'under-replicated-partitions': anyIsDoubtful,
  'unclean-elections': anyIsBad,
  'offline-log-dirs': anyIsBad,
  'leader-imbalance': anyIsDoubtful,
  'failed-authentications': anyIsDoubtful,
  'late-transactions': anyIsDoubtful,
  'dead-log-cleaners': anyIsBad,
  'metadata-errors': anyIsBad,
  // One is away while it restarts.
  'fenced-brokers': { wellBelow: ANY, badFrom: 2 },
  'topic-under-replicated': anyIsDoubtful,
  'stalled-partitions': anyIsBad,
  'produce-failures': anyIsDoubtful,
  'consumers-paused': anyIsDoubtful,
  'dead-letters': anyIsDoubtful,
  'overload-rejections': anyIsDoubtful,
  'targets-down': anyIsBad,
  'claims-pending': anyIsDoubtful,
  'nodes-not-ready': anyIsBad,
  'pods-not-ready': anyIsDoubtful,
  'container-restarts': anyIsDoubtful,
  'reconciliations-failed': anyIsDoubtful,
  'resources-not-ready': anyIsDoubtful,
  'rule-failures': anyIsBad,
  'notification-failures': anyIsBad,
  'log-lines-lost': anyIsDoubtful,
  'log-lines-refused': anyIsDoubtful,
  'spans-lost': anyIsDoubtful,
  'spans-refused': anyIsDoubtful,
};

/** What is normal of each signal that has an obvious normal. */
export function normalsFor({ objectives, availability, safety, lateness, capacity, security }: Limits): Normals {
  const { volumeFree, volumeFullIn, handlerIdle } = capacity;
  const { certificateLeft } = security;
  return {
    ...unwanted,
    'active-controllers': { exactly: 1 },
    'log-store-up': { wellFrom: 1, badBelow: 1 },
    'service-kafka-connected': { wellFrom: 1, badBelow: 1 },
    'http-error-share': { wellBelow: availability.httpErrorShare, badFrom: availability.httpErrorShare },
    'quorum-lag': { wellBelow: safety.quorumLag },
    'service-lag-seconds': { wellBelow: seconds(lateness.lag.warning), badFrom: seconds(lateness.lag.critical) },
    'group-lag-seconds': { wellBelow: seconds(lateness.groupLag) },
    'end-to-end-time': { wellBelow: seconds(objectives.latencyLimit) },
    'request-handler-idle': { wellFrom: handlerIdle },
    'network-processor-idle': { wellFrom: handlerIdle },
    'jvm-heap-used': { wellBelow: capacity.heapUsed },
    'jvm-gc-time': { wellBelow: capacity.gcTime },
    'producer-queue-fill': { wellBelow: capacity.queueFill },
    'event-loop-lag': { wellBelow: seconds(capacity.eventLoopLag) },
    'node-cpu': { wellBelow: capacity.nodeBusy },
    'node-memory-available': { wellFrom: capacity.nodeMemoryFree },
    'node-disk-free': { wellFrom: capacity.nodeDiskFree },
    'volume-free': { wellFrom: volumeFree.warning, badBelow: volumeFree.critical },
    'volume-time-to-full': { wellFrom: seconds(volumeFullIn.warning), badBelow: seconds(volumeFullIn.critical) },
    'certificate-time-left': {
      wellFrom: seconds(certificateLeft.warning),
      badBelow: seconds(certificateLeft.critical),
    },
  };
}

/** These have no series while nothing is wrong, or until it first happens. Without a series all others are unknown. */
export const emptyIsWell: ReadonlySet<string> = new Set<SignalName>([
  'request-errors',
  'stalled-partitions',
  'http-requests',
  'http-latency',
  'http-error-share',
  'events-produced',
  'acknowledgement-time',
  'events-consumed',
  'processing-attempts',
  'processing-time',
  'end-to-end-time',
  'produce-failures',
  'dead-letters',
  'overload-rejections',
  'processing-retries',
  'processed-again',
  'volume-time-to-full',
  'nodes-not-ready',
  'pods-not-ready',
  'resources-not-ready',
  'reconciliations-failed',
  'log-lines-lost',
  'log-lines-refused',
  'spans-lost',
  'spans-refused',
]);
