import { waitUntil } from '../../local/kafka/wait-until';
import { lineNames, type LineName, type MessageId, type ReaderEntry, type StoredRecord } from '../ledger/entries';
import { readJournal } from '../ledger/journal';
import type { ProofSetting } from '../settings/setting';
import type { Crew } from './crew';
import { topicOfLine } from './stage';
import type { Target } from './target';

/** Longer than any session or transaction (60 s) of somebody who died: nothing more will come. */
const STILL_MS = 65_000;
const LIMIT_MS = 240_000;

export async function readsOf(target: Target, crew: Crew): Promise<ReaderEntry[]> {
  const journals = await Promise.all(crew.readerNames.map(async (name) => readJournal(await target.journalOf(name))));
  return journals.flatMap(({ reads }) => reads);
}

function processedOf(reads: readonly ReaderEntry[]): Map<string, Set<MessageId>> {
  const processed = new Map<string, Set<MessageId>>();
  for (const entry of reads) {
    if (entry.kind !== 'processed') continue;
    const ids = processed.get(entry.topic) ?? new Set();
    processed.set(entry.topic, ids.add(entry.id));
  }
  return processed;
}

/** Lines and ids that readers should come to: of the copied line, whatever was there to be copied. */
function expected(setting: ProofSetting, stored: ReadonlyMap<LineName, readonly StoredRecord[]>) {
  return lineNames
    .filter((line) => setting.lines.includes(line))
    .map((line) => ({
      topic: topicOfLine[line],
      ids: new Set((stored.get(line === 'transactional' ? 'client' : line) ?? []).map(({ id }) => id)),
    }));
}

/**
 * Waits until readers have processed all that is stored, or nothing has moved for long: what is missing then is the
 * judge's matter.
 */
export async function drained(
  target: Target,
  crew: Crew,
  setting: ProofSetting,
  stored: ReadonlyMap<LineName, readonly StoredRecord[]>,
  interrupted: AbortSignal,
): Promise<void> {
  const wanted = expected(setting, stored);
  let seen = -1;
  let movedAt = performance.now();
  const allThere = async (): Promise<true | undefined> => {
    interrupted.throwIfAborted();
    const reads = await readsOf(target, crew);
    const processed = processedOf(reads);
    if (wanted.every(({ topic, ids }) => [...ids].every((id) => processed.get(topic)?.has(id)))) return true;
    if (reads.length > seen) movedAt = performance.now();
    seen = reads.length;
    return performance.now() - movedAt > STILL_MS ? true : undefined;
  };
  await waitUntil('readers to come to the end', allThere, { timeoutMs: LIMIT_MS, everyMs: 250 }).catch(() => undefined);
  interrupted.throwIfAborted();
}
