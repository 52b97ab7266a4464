import type { MessageId, StoredRecord } from './entries';
import { keyOf, numberOf } from './message';

/** The partition of each key: where most of its records are; of several with as many, the lowest. */
export function partitionsOfKeys(stored: readonly StoredRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, Map<number, number>>();
  for (const { id, partition } of stored) {
    const key = keyOf(id);
    const ofKey = counts.get(key) ?? new Map<number, number>();
    counts.set(key, ofKey);
    ofKey.set(partition, (ofKey.get(partition) ?? 0) + 1);
  }
  const home = (ofKey: ReadonlyMap<number, number>): number => {
    const ranked = [...ofKey].sort(([one, ones], [other, others]) => others - ones || one - other);
    return ranked[0]?.[0] ?? -1;
  };
  return new Map([...counts].map(([key, ofKey]) => [key, home(ofKey)]));
}

const byOffset = (one: StoredRecord, other: StoredRecord): number => one.offset - other.offset;

/**
 * Messages behind a later number of their key in its partition, and those in another partition than their key's. A second
 * record of a message is a duplicate, and no disorder.
 */
export function misorderedIn(
  stored: readonly StoredRecord[],
  homes: ReadonlyMap<string, number>,
): ReadonlySet<MessageId> {
  const misordered = new Set<MessageId>();
  const seen = new Set<MessageId>();
  const latest = new Map<string, number>();
  for (const { id, partition } of [...stored].sort(byOffset)) {
    const key = keyOf(id);
    if (homes.get(key) !== partition) {
      misordered.add(id);
      continue;
    }
    if (seen.has(id)) continue;
    seen.add(id);
    const number = numberOf(id);
    const before = latest.get(key) ?? -1;
    if (number < before) misordered.add(id);
    else latest.set(key, number);
  }
  return misordered;
}
