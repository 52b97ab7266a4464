import type { Size } from '../../model/units';
import type { KafkaNodePool } from '../kubernetes/generated/strimzi';
import { podSecurity } from '../kubernetes/pods';

/** What is the same in every pod that the operators make for us. */

export type PoolTemplate = NonNullable<KafkaNodePool['spec']['template']>;
export type PodTemplate = NonNullable<PoolTemplate['pod']>;
type PodSecurity = NonNullable<PodTemplate['securityContext']>;

/** Pods with volumes: Strimzi's images run as user 1001 of group 0, which must be able to write to a fresh volume. */
export const volumePodSecurity = {
  ...podSecurity,
  fsGroup: 0,
  // Walking through millions of segment files at each start would take longer than the start.
  fsGroupChangePolicy: 'OnRootMismatch',
} as const satisfies PodSecurity;

/** A heap of one size from the start: it never grows into what the page cache was promised. In whole MiB, rounded down. */
export function heapOf(size: Size): { readonly '-Xms': string; readonly '-Xmx': string } {
  const heap = `${Math.floor(size.toBytes() / 2 ** 20)}m`;
  return { '-Xms': heap, '-Xmx': heap };
}
