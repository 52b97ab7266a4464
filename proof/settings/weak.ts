import type { ProofSetting } from './setting';
import { apart, three } from './shapes';

/** Settings that many a cluster runs with. The ledger must find what is wrong with each, or it finds nothing at all. */

const millrace = { kind: 'millrace', acks: 'all', idempotent: true } as const;

/** `no-loss` in all but what a weak setting changes. */
const sound: Omit<ProofSetting, 'name' | 'promise' | 'faults' | 'reveals'> = {
  kind: 'weak',
  shapes: [{ shape: three, weight: 1 }],
  replicationFactor: 3,
  minInsyncReplicas: 2,
  uncleanLeaderElection: false,
  lines: ['client'],
  writer: millrace,
  reader: { client: millrace, commit: 'after-processing', isolation: 'read_committed' },
};

export const weakSettings: readonly ProofSetting[] = [
  {
    ...sound,
    name: 'acks-1',
    promise: 'acks=1: the leader answers before anybody else has the record, and dies',
    writer: { kind: 'millrace', acks: 'leader', idempotent: false },
    // What the leader has answered and followers have not fetched yet: about a millisecond of it.
    rate: 2_000,
    faults: ['kill-leader'],
    reveals: ['lost'],
  },
  {
    ...sound,
    name: 'one-replica',
    promise: 'replication factor 1: a disk is lost, and with it the only copy',
    replicationFactor: 1,
    minInsyncReplicas: 1,
    // The empty replica may lead again. Else its partitions wait for somebody who elects it when the broker was fenced
    // before it came back: it is in no ISR any more (KIP-966), and nothing can be counted.
    uncleanLeaderElection: true,
    faults: ['wipe-disk'],
    reveals: ['lost'],
  },
  {
    ...sound,
    name: 'unclean-election',
    promise: 'unclean.leader.election.enable with min.insync.replicas 1: a replica that lacks records is made leader',
    shapes: [{ shape: apart, weight: 1 }],
    minInsyncReplicas: 1,
    uncleanLeaderElection: true,
    faults: ['kill-in-turn'],
    reveals: ['lost'],
  },
  {
    ...sound,
    name: 'commit-before-processing',
    promise: 'auto-commit while the processing still goes on: what was committed and not processed is skipped',
    reader: {
      client: { kind: 'plain-kafkajs', acks: 'all', idempotent: false },
      commit: 'before-processing',
      isolation: 'read_committed',
    },
    faults: ['kill-reader'],
    reveals: ['unprocessed'],
  },
  {
    ...sound,
    name: 'retries-without-idempotence',
    promise: 'retries of a producer that is not idempotent: a batch whose answer was lost is stored twice',
    writer: { kind: 'millrace', acks: 'all', idempotent: false },
    rate: 2_000,
    faults: ['freeze-leader', 'kill-leader', 'cut-off'],
    reveals: ['duplicated'],
  },
  {
    ...sound,
    name: 'plain-kafkajs',
    promise: 'KafkaJS as it comes: of a send over several partitions that fails in part, acknowledged records are lost',
    writer: { kind: 'plain-kafkajs', acks: 'all', idempotent: true },
    // With more its queue grows without an end, and nothing is answered.
    rate: 250,
    faults: ['freeze-leader', 'kill-leader', 'cut-off'],
    reveals: ['lost', 'misordered'],
  },
];
