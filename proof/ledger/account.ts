import type { MessageId, StoredRecord, WriterEntry } from './entries';
import type { LineHistory, Span } from './history';
import { LedgerError } from './ledger-error';
import { keyOf, numberOf, writerOf } from './message';
import { partitionsOfKeys } from './order';

/** A record's place in the topic. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

export type Answer = 'acknowledged' | 'unknown' | 'refused';

/** All that is known of one message. */
export interface Message {
  readonly id: MessageId;
  /** `undefined`: nobody noted that it was attempted. */
  attemptedAt: number | undefined;
  answer: Answer | undefined;
  answeredAt: number;
  /** As acknowledged; -1 where the client was not told. */
  partition: number;
  offset: number;
  /** In the order of the scan. */
  places: readonly Place[];
  /** The first time. */
  processedAt: number | undefined;
}

/** The messages of one line, by id, with what writers, readers and the scan say of each. */
export interface Account {
  readonly messages: ReadonlyMap<MessageId, Message>;
  /** In the order in which they were scanned. */
  readonly stored: readonly StoredRecord[];
  readonly redelivered: number;
  /** Each key's partition in the topic. */
  readonly homes: ReadonlyMap<string, number>;
  /** The first and the last entry of each incarnation of a writer. */
  readonly lives: ReadonlyMap<string, Span>;
}

class Accounting {
  readonly messages = new Map<MessageId, Message>();
  readonly stored: StoredRecord[] = [];
  readonly lives = new Map<string, { readonly fromMs: number; toMs: number }>();
  private readonly attemptsOfKey = new Map<string, { count: number; last: number }>();
  private readonly processedPlaces = new Set<number>();
  redelivered = 0;
  homes: ReadonlyMap<string, number> = new Map();

  message(id: MessageId): Message {
    let message = this.messages.get(id);
    if (message === undefined) {
      message = {
        id,
        attemptedAt: undefined,
        answer: undefined,
        answeredAt: 0,
        partition: -1,
        offset: -1,
        places: [],
        processedAt: undefined,
      };
      this.messages.set(id, message);
    }
    return message;
  }

  write(entry: WriterEntry): void {
    const message = this.message(entry.id);
    const key = keyOf(entry.id);
    this.live(writerOf(key), entry.at);
    if (entry.kind === 'attempted') return this.attempt(message, key, entry.at);
    if (message.attemptedAt === undefined)
      throw new LedgerError(
        'LEDGER_ANSWER_UNATTEMPTED',
        `${entry.id} is noted as ${entry.kind} and not as attempted before: lines of the journal are missing, or of another run.`,
      );
    if (message.answer !== undefined)
      throw new LedgerError(
        'LEDGER_ANSWERED_TWICE',
        `${entry.id} is noted as ${message.answer} and then as ${entry.kind}: a message has one answer. Is a journal read twice?`,
      );
    message.answer = entry.kind;
    message.answeredAt = entry.at;
    if (entry.kind !== 'acknowledged') return;
    message.partition = entry.partition;
    message.offset = entry.offset;
  }

  processed(id: MessageId, partition: number, offset: number, at: number): void {
    // One number for both: offsets stay far below 2^40, partitions below 2^13.
    const place = partition * 2 ** 40 + offset;
    if (this.processedPlaces.has(place)) this.redelivered += 1;
    else this.processedPlaces.add(place);
    const message = this.message(id);
    message.processedAt = Math.min(at, message.processedAt ?? at);
  }

  store(record: StoredRecord): void {
    const { partition, offset } = record;
    const message = this.message(record.id);
    // The same record seen again by the scan is one record.
    if (message.places.some((place) => place.partition === partition && place.offset === offset)) return;
    this.stored.push(record);
    message.places = message.places.length === 0 ? [record] : [...message.places, record];
  }

  /** The numbers of a key count from 0 without a hole, or lines are gone that might say something else. */
  requireWholeKeys(): void {
    for (const [key, { count, last }] of this.attemptsOfKey) {
      if (last + 1 === count) continue;
      throw new LedgerError(
        'LEDGER_NUMBER_MISSING',
        `${key} has ${count} attempted messages, and the last is number ${last}: numbers count from 0, so lines of its journal are missing.`,
      );
    }
  }

  private live(writer: string, at: number): void {
    const life = this.lives.get(writer);
    if (life === undefined) this.lives.set(writer, { fromMs: at, toMs: at });
    else life.toMs = Math.max(life.toMs, at);
  }

  private attempt(message: Message, key: string, at: number): void {
    if (message.attemptedAt !== undefined)
      throw new LedgerError(
        'LEDGER_NUMBER_REUSED',
        `${message.id} was attempted twice: a writer must not use a number again. Is a journal read twice?`,
      );
    message.attemptedAt = at;
    const number = numberOf(message.id);
    const seen = this.attemptsOfKey.get(key);
    if (seen === undefined) {
      this.attemptsOfKey.set(key, { count: 1, last: number });
      return;
    }
    seen.count += 1;
    seen.last = Math.max(seen.last, number);
  }
}

/** @throws LedgerError when the journals contradict themselves: then there is no verdict */
export function accountOf({ topic, writes, reads, stored }: LineHistory): Account {
  const accounting = new Accounting();
  for (const entry of writes) accounting.write(entry);
  accounting.requireWholeKeys();
  for (const entry of reads)
    if (entry.kind === 'processed' && entry.topic === topic)
      accounting.processed(entry.id, entry.partition, entry.offset, entry.at);
  for (const record of stored) if (record.topic === topic) accounting.store(record);
  accounting.homes = partitionsOfKeys(accounting.stored);
  return accounting;
}
