import { QUICK_FAILOVER } from '../../local/kafka';

/**
 * Broker properties that a proof on this machine has otherwise than production, so that a fault of some seconds is met
 * by what production does in half a minute. Named in the report; what is promised does not hang on them.
 */
export const proofSettings: Readonly<Record<string, string>> = {
  /** Session timeout 3 s, heartbeat 0.5 s; Kafka's own: 9 s and 2 s. */
  ...QUICK_FAILOVER,
  /** A follower that hangs leaves the ISR after this; Kafka's own: 30 s. */
  'replica.lag.time.max.ms': '5000',
  /** A controller that its voters do not hear from is replaced after these; Kafka's own: 2 s and 1 s, named for the report. */
  'controller.quorum.fetch.timeout.ms': '2000',
  'controller.quorum.election.timeout.ms': '1000',
  /** How often a partition that may be led by any replica, and is led by none, is given to one; Kafka's own: 5 minutes. */
  'unclean.leader.election.interval.ms': '5000',
  /** Volumes are small: Kafka's own segments of 1 GB would never be rolled, nor deleted (in five minutes, and one more). */
  'log.segment.bytes': '4194304',
  'log.retention.check.interval.ms': '5000',
  'log.segment.delete.delay.ms': '1000',
};

/** As long as the cluster holds a broker that says nothing for alive, in milliseconds. */
export const SESSION_TIMEOUT_MS = Number(QUICK_FAILOVER['broker.session.timeout.ms']);
