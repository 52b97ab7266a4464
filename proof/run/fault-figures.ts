import type { LineName, MessageId, ReaderEntry, WriterEntry } from '../ledger/entries';
import type { FaultRecord } from '../result';
import type { FaultMoment, History } from './history';

/** A message's way: when it was given to the client, when it was acknowledged, when it was first processed. */
interface Way {
  readonly attempted: number;
  acknowledged?: number;
  partition?: number;
  processed?: number;
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

function addProcessed(ways: Map<MessageId, Way>, reads: readonly ReaderEntry[], isOfLine: (topic: string) => boolean) {
  for (const entry of reads) {
    if (entry.kind !== 'processed' || !isOfLine(entry.topic)) continue;
    const way = ways.get(entry.id);
    if (way !== undefined && (way.processed === undefined || entry.at < way.processed)) way.processed = entry.at;
  }
}

/** The longest of the waits that were on at some moment of a fault. */
function longest(
  ways: Iterable<Way>,
  moment: FaultMoment,
  of: (way: Way) => readonly [number | undefined, number | undefined],
): number {
  let found = 0;
  for (const way of ways) {
    const [from, to] = of(way);
    if (from === undefined || to === undefined || to < moment.from || from > moment.whole) continue;
    found = Math.max(found, to - from);
  }
  return found;
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

const direct: readonly LineName[] = ['client', 'http'];

/** What each fault did to writers and readers: waits of single messages, so that a busy partition hides no other's stall. */
export function faultFigures(history: History, moments: readonly FaultMoment[]): FaultRecord[] {
  const lines = direct.map((line) => {
    const ways = waysOf(history.writes[line] ?? []);
    addProcessed(ways, history.reads, (topic) => history.lineOfTopic.get(topic) === line);
    return ways;
  });
  const all = lines.flatMap((ways) => [...ways.values()]);
  const since = (at: number): number => Math.round(at - history.beganAt);
  return moments.map((moment) => ({
    name: moment.name,
    target: moment.target,
    fromMs: since(moment.from),
    healedMs: since(moment.healed),
    writableMs: since(writableAt(lines[0]?.values() ?? [], moment)),
    wholeMs: since(moment.whole),
    writeStallMs: Math.round(longest(all, moment, (way) => [way.attempted, way.acknowledged])),
    readStallMs: Math.round(longest(all, moment, (way) => [way.acknowledged, way.processed])),
  }));
}
