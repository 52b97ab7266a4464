import type { Service } from '../../model/environment';
import { Duration } from '../../model/units';

/**
 * How an instance ends without a failed request. Kubernetes takes it out of the endpoints and starts its end at the same
 * moment, so: sleep until no node sends it new connections; then answer for a while longer with `Connection: close`, so
 * that clients open their next one elsewhere; then drain.
 */
export const stopping = {
  /** Nodes have heard of the changed endpoints: a second as a rule, more on a loaded machine. */
  preStop: Duration.seconds(5),
  /** A client that calls at least this often has been told. */
  lameDuck: Duration.seconds(5),
  /** For the steps of the drain that overrun their share, and the end of the process. */
  margin: Duration.seconds(5),
} as const;

/** Seconds from the deletion of a pod until it is killed. */
export function graceSeconds({ drainTimeout }: Pick<Service, 'drainTimeout'>): number {
  const parts = [stopping.preStop, stopping.lameDuck, drainTimeout, stopping.margin];
  return Math.ceil(parts.reduce((sum, part) => sum + part.toMilliseconds(), 0) / 1000);
}
