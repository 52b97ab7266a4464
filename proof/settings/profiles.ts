import { durabilityProfiles, type DurabilityProfileName } from '../../contracts/durability';
import type { FaultName } from '../faults/names';
import type { FlawName } from '../ledger/verdict';
import { faultNames } from '../faults/names';
import type { ClusterShape, ProofSetting } from './setting';
import { apart, five, older, six, three } from './shapes';

const oneDisk = faultNames.filter((name) => name !== 'wipe-two-disks');
/** It promises nothing for the last moments before a leader's death; what it loses is measured. */
const availableFaults: readonly FaultName[] = [
  'kill-leader',
  'freeze-leader',
  'cut-off',
  'wipe-disk',
  'rolling-restart',
];

function profile(
  name: DurabilityProfileName,
  shapes: readonly { shape: ClusterShape; weight: number }[],
  faults: readonly FaultName[],
  mayHave: readonly FlawName[] = [],
): ProofSetting {
  const { promise, minReplicationFactor, minInsyncReplicas, acks, idempotent, isolation, ...rest } =
    durabilityProfiles[name];
  const client = { kind: 'millrace', acks, idempotent } as const;
  return {
    name,
    kind: 'profile',
    promise,
    shapes,
    replicationFactor: minReplicationFactor,
    minInsyncReplicas,
    uncleanLeaderElection: rest.uncleanLeaderElection,
    lines: rest.exactlyOnce ? ['client', 'http', 'transactional'] : ['client'],
    writer: client,
    reader: { client, commit: 'after-processing', isolation },
    faults,
    mayHave,
  };
}

export const profiles: readonly ProofSetting[] = [
  profile(
    'no-loss',
    [
      { shape: three, weight: 16 },
      { shape: apart, weight: 1 },
      { shape: six, weight: 2 },
      { shape: older, weight: 1 },
    ],
    oneDisk,
  ),
  profile('survives-two-losses', [{ shape: five, weight: 1 }], faultNames),
  profile('available', [{ shape: three, weight: 1 }], availableFaults, ['lost', 'duplicated', 'misordered']),
];
