/**
 * Durability is a profile, chosen by name for a topic; never loose settings. What a profile says reaches the topic
 * (model), the brokers' configuration (model) and the client (services/shared) as this one value.
 */

export interface DurabilityProfile {
  /** What survives, in words a user can decide by. */
  readonly promise: string;
  /** Copies of each record, counted with the leader. More are allowed, fewer are not. */
  readonly minReplicationFactor: number;
  /** Copies that must be written before an acknowledgement (`min.insync.replicas`). */
  readonly minInsyncReplicas: number;
  /** `all`: the leader answers after every in-sync replica has the record. */
  readonly acks: 'all' | 'leader';
  /**
   * The broker drops a retried batch that it has already stored. One produce request is unanswered at a time for each
   * partition in every profile: the lanes of the client know no other way.
   */
  readonly idempotent: boolean;
  readonly isolation: 'read_committed' | 'read_uncommitted';
  /** May carry what a service consumes and produces in one transaction; a rule of the model asks for it. */
  readonly exactlyOnce: boolean;
  /** May a replica that lacks acknowledged records become leader when no other is left? */
  readonly uncleanLeaderElection: boolean;
}

export const durabilityProfiles = {
  'no-loss': {
    promise: 'One broker and its disk may be lost: nothing acknowledged is lost, and writes go on.',
    minReplicationFactor: 3,
    minInsyncReplicas: 2,
    acks: 'all',
    idempotent: true,
    isolation: 'read_committed',
    exactlyOnce: true,
    uncleanLeaderElection: false,
  },
  'survives-two-losses': {
    promise: 'Two brokers and their disks may be lost at the same moment: nothing acknowledged is lost.',
    minReplicationFactor: 4,
    minInsyncReplicas: 3,
    acks: 'all',
    idempotent: true,
    isolation: 'read_committed',
    exactlyOnce: true,
    uncleanLeaderElection: false,
  },
  available: {
    promise: 'Writes go on while any replica lives; the last moments before a failure may be lost. For metrics.',
    minReplicationFactor: 2,
    minInsyncReplicas: 1,
    acks: 'leader',
    idempotent: false,
    isolation: 'read_uncommitted',
    exactlyOnce: false,
    uncleanLeaderElection: true,
  },
} as const satisfies Record<string, DurabilityProfile>;

export type DurabilityProfileName = keyof typeof durabilityProfiles;

export const durabilityProfileNames = Object.keys(durabilityProfiles) as DurabilityProfileName[];
