import { accountOf, type Account, type Message } from './account';
import type { MessageId } from './entries';
import type { LineHistory } from './history';
import { misorderedIn } from './order';
import { longestStall, readStalls, writeStalls, type Stall } from './stalls';
import { NAMED_IDS, type Flaw, type FlawName, type LineVerdict } from './verdict';

class FlawCount {
  private count = 0;
  private readonly ids: MessageId[] = [];

  add(id: MessageId): void {
    this.count += 1;
    if (this.ids.length < NAMED_IDS) this.ids.push(id);
  }

  flaw(): Flaw {
    return { count: this.count, ids: this.ids };
  }
}

/**
 * An acknowledgement that names an offset is a promise about that record: the id at another place only, or another id
 * at that place, is a record that was acknowledged and is gone. So is what a reader of committed records was given and
 * what is no longer there, acknowledged or not.
 */
function isLost({ answer, partition, offset, places, processedAt }: Message, placesAreOfTopic: boolean): boolean {
  if (places.length === 0) return answer === 'acknowledged' || processedAt !== undefined;
  if (answer !== 'acknowledged' || !placesAreOfTopic || offset < 0) return false;
  return !places.some((place) => place.partition === partition && place.offset === offset);
}

function flawsOf(account: Account, placesAreOfTopic: boolean): Record<FlawName, Flaw> {
  const found: Record<FlawName, FlawCount> = {
    lost: new FlawCount(),
    unprocessed: new FlawCount(),
    duplicated: new FlawCount(),
    misordered: new FlawCount(),
    neverAttempted: new FlawCount(),
    refusedButStored: new FlawCount(),
  };
  for (const message of account.messages.values()) {
    const { id, places, attemptedAt, answer, processedAt } = message;
    if (isLost(message, placesAreOfTopic)) found.lost.add(id);
    if (places.length === 0) continue;
    if (processedAt === undefined) found.unprocessed.add(id);
    if (places.length > 1) found.duplicated.add(id);
    if (attemptedAt === undefined) found.neverAttempted.add(id);
    if (answer === 'refused') found.refusedButStored.add(id);
  }
  for (const id of misorderedIn(account.stored, account.homes)) found.misordered.add(id);
  return {
    lost: found.lost.flaw(),
    unprocessed: found.unprocessed.flaw(),
    duplicated: found.duplicated.flaw(),
    misordered: found.misordered.flaw(),
    neverAttempted: found.neverAttempted.flaw(),
    refusedButStored: found.refusedButStored.flaw(),
  };
}

type Counts = Pick<
  LineVerdict,
  'attempted' | 'acknowledged' | 'unanswered' | 'unknown' | 'unknownStored' | 'unknownAbsent' | 'refused' | 'processed'
>;

function countsOf({ messages }: Account): Counts {
  const counts = {
    attempted: 0,
    acknowledged: 0,
    unanswered: 0,
    unknown: 0,
    unknownStored: 0,
    unknownAbsent: 0,
    refused: 0,
    processed: 0,
  };
  for (const { attemptedAt, answer, places, processedAt } of messages.values()) {
    if (processedAt !== undefined) counts.processed += 1;
    if (attemptedAt === undefined) continue;
    counts.attempted += 1;
    if (answer === 'acknowledged' || answer === 'refused') {
      counts[answer] += 1;
      continue;
    }
    counts.unknown += 1;
    if (answer === undefined) counts.unanswered += 1;
    if (places.length > 0) counts.unknownStored += 1;
    else counts.unknownAbsent += 1;
  }
  return counts;
}

/** The verdict, and the stalls one by one, so that the longest in the time of a fault can be told (`longestStall`). */
export interface LineExamination {
  readonly verdict: LineVerdict;
  readonly writeStalls: readonly Stall[];
  readonly readStalls: readonly Stall[];
}

/**
 * What became of one line's messages. Pure: the same history gives the same answer.
 * @throws LedgerError when the journals contradict themselves: then there is no verdict
 */
export function examineLine(history: LineHistory): LineExamination {
  const account = accountOf(history);
  const written = writeStalls(account, history);
  const read = readStalls(account, history);
  const verdict = {
    line: history.line,
    ...countsOf(account),
    stored: account.stored.length,
    redelivered: account.redelivered,
    ...flawsOf(account, history.placesAreOfTopic ?? true),
    longestWriteStallMs: longestStall(written),
    longestReadStallMs: longestStall(read),
  };
  return { verdict, writeStalls: written, readStalls: read };
}

/** @throws LedgerError as `examineLine` */
export const judgeLine = (history: LineHistory): LineVerdict => examineLine(history).verdict;
