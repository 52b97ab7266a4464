import type { MessageId, WriterEntry } from '../ledger/entries';
import type { LineExamination } from '../ledger/judge';
import { longestStall } from '../ledger/stalls';
import type { FaultRecord } from '../result';
import type { FaultMoment, History } from './history';

/** A message of the client line on its way: when it was given to the client, when it was acknowledged. */
interface Way {
  readonly attempted: number;
  acknowledged?: number;
  partition?: number;
}

function waysOf(writes: readonly WriterEntry[]): Map<MessageId, Way> {
  const ways = new Map<MessageId, Way>();
  for (const entry of writes) {
    if (entry.kind === 'attempted') ways.set(entry.id, { attempted: entry.at });
    const way = ways.get(entry.id);
    if (entry.kind !== 'acknowledged' || way === undefined) continue;
    way.acknowledged = entry.at;
    way.partition = entry.partition;
  }
  return ways;
}

/** When the last of the partitions first answered a message that it was given after the fault began. */
function writableAt(ways: Iterable<Way>, { from, whole }: FaultMoment): number {
  const firstOf = new Map<number, number>();
  for (const { attempted, acknowledged, partition } of ways) {
    if (acknowledged === undefined || partition === undefined || attempted < from || attempted > whole) continue;
    firstOf.set(partition, Math.min(firstOf.get(partition) ?? Number.POSITIVE_INFINITY, acknowledged));
  }
  return Math.max(from, ...firstOf.values());
}

/**
 * What each fault did to writers and readers. A stall is a time in which a partition's messages waited and none got on,
 * whether they were refused in the end or not; of what is copied the readers of the client line tell enough.
 */
export function faultFigures(
  history: History,
  moments: readonly FaultMoment[],
  lines: readonly LineExamination[],
): FaultRecord[] {
  const ways = [...waysOf(history.writes.client ?? []).values()];
  const direct = lines.filter(({ verdict }) => verdict.line !== 'transactional');
  const writes = direct.flatMap(({ writeStalls }) => writeStalls);
  const reads = direct.flatMap(({ readStalls }) => readStalls);
  const since = (at: number): number => Math.round(at - history.beganAt);
  return moments.map((moment) => {
    const window = { fromMs: moment.from, toMs: moment.whole };
    return {
      name: moment.name,
      target: moment.target,
      fromMs: since(moment.from),
      healedMs: since(moment.healed),
      writableMs: since(writableAt(ways, moment)),
      wholeMs: since(moment.whole),
      writeStallMs: Math.round(longestStall(writes, window)),
      readStallMs: Math.round(longestStall(reads, window)),
    };
  });
}
