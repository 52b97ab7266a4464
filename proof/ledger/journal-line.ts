import type { MessageId, ReaderEntry, WriterEntry } from './entries';
import { LedgerError } from './ledger-error';

/**
 * One entry, one line: a letter, the time in tenths of a millisecond, then the entry's fields, with spaces between.
 *
 *     A 1762345678901.2 writer.mhc3k2x1.4:17          attempted
 *     K 1762345678904.9 writer.mhc3k2x1.4:17 3 1201   acknowledged: partition, offset
 *     U ... writer.mhc3k2x1.4:17 KAFKA_OUTCOME_UNKNOWN
 *     R ... writer.mhc3k2x1.4:17 KAFKA_OVERLOADED
 *     P ... ledger.direct 3 1201 writer.mhc3k2x1.4:17 processed
 *     G ... 6                                         partitions assigned
 */
export type JournalEntry = WriterEntry | ReaderEntry;

/** Ends a line that a kill has cut off, when its file is opened again: what is left of it might pass for a whole one. */
export const TORN = '~';

const word = /^[^\s~]+$/;
const idForm = /^[^\s~:]+:(?:0|[1-9]\d{0,14})$/;
const timeForm = /^\d{1,15}(?:\.\d)?$/;
const offsetForm = /^(?:-1|\d{1,15})$/;

export const isMessageId = (text: string): text is MessageId => idForm.test(text);

const tenths = (at: number): string => String(Math.round(at * 10) / 10);

function fieldsOf(entry: JournalEntry): readonly (string | number)[] {
  const at = tenths(entry.at);
  switch (entry.kind) {
    case 'attempted':
      return ['A', at, entry.id];
    case 'acknowledged':
      return ['K', at, entry.id, entry.partition, entry.offset];
    case 'unknown':
      return ['U', at, entry.id, entry.code];
    case 'refused':
      return ['R', at, entry.id, entry.code];
    case 'processed':
      return ['P', at, entry.topic, entry.partition, entry.offset, entry.id];
    case 'assigned':
      return ['G', at, entry.partitions];
  }
}

/** @throws LedgerError `LEDGER_ENTRY_INVALID` */
export function toLine(entry: JournalEntry): string {
  const fields = fieldsOf(entry);
  const line = fields.join(' ');
  if (
    !timeForm.test(String(fields[1])) ||
    !fields.every((field) => word.test(String(field))) ||
    !read(fields.map(String))
  )
    throw new LedgerError(
      'LEDGER_ENTRY_INVALID',
      `"${line}" would not be read back; ids are <key>:<number>, and no field holds a space, a colon of its own or "${TORN}"`,
    );
  return `${line}\n`;
}

function readAnswer(kind: 'unknown' | 'refused', at: number, id: string, code: string | undefined) {
  return isMessageId(id) && code !== undefined && word.test(code) ? { kind, at, id, code } : undefined;
}

function readAcknowledged(at: number, id: string, partition = '', offset = ''): JournalEntry | undefined {
  if (!isMessageId(id) || !offsetForm.test(partition) || !offsetForm.test(offset)) return undefined;
  return { kind: 'acknowledged', at, id, partition: Number(partition), offset: Number(offset) };
}

function readProcessed(at: number, topic: string, partition = '', offset = '', id = ''): JournalEntry | undefined {
  if (!word.test(topic) || !offsetForm.test(partition) || !offsetForm.test(offset) || !isMessageId(id))
    return undefined;
  return { kind: 'processed', at, topic, partition: Number(partition), offset: Number(offset), id };
}

const lengths: Readonly<Record<string, number>> = { A: 3, K: 5, U: 4, R: 4, P: 6, G: 3 };

function read(fields: readonly string[]): JournalEntry | undefined {
  const [letter = '', time = '', first = '', ...rest] = fields;
  if (lengths[letter] !== fields.length || !timeForm.test(time)) return undefined;
  const at = Number(time);
  switch (letter) {
    case 'A':
      return isMessageId(first) ? { kind: 'attempted', at, id: first } : undefined;
    case 'K':
      return readAcknowledged(at, first, ...rest);
    case 'U':
      return readAnswer('unknown', at, first, rest[0]);
    case 'R':
      return readAnswer('refused', at, first, rest[0]);
    case 'P':
      return readProcessed(at, first, ...rest);
    default:
      return /^\d{1,9}$/.test(first) ? { kind: 'assigned', at, partitions: Number(first) } : undefined;
  }
}

/** @param line without its line feed. @returns `undefined`: it is no entry */
export const fromLine = (line: string): JournalEntry | undefined => read(line.split(' '));
