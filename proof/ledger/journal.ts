import { createReadStream } from 'node:fs';
import type { ReaderEntry, WriterEntry } from './entries';
import { openJournalFile, type JournalFile } from './journal-file';
import { fromLine, toLine, TORN, type JournalEntry } from './journal-line';
import { LedgerError } from './ledger-error';

export interface JournalOptions {
  /** Told when the disk did not take a line or its sync failed: the ledger is worth nothing then. */
  readonly onError: (error: Error) => void;
  /** @default - the file of that name, or stdout for `-` */
  readonly file?: JournalFile;
}

/**
 * What one agent notes, appended line by line. What is in the file when the agent is killed stays: the system has it. A
 * crash of the whole machine may cost the last second.
 */
export class Journal {
  private pending = '';
  private turn: NodeJS.Immediate | undefined;
  private waiting: (() => void)[] = [];
  private closed = false;

  private constructor(
    private readonly file: JournalFile,
    private readonly onError: (error: Error) => void,
  ) {}

  /** @param path appended to; `-` is stdout, for a pod whose log is its journal */
  static open(path: string, { onError, file }: JournalOptions): Journal {
    return new Journal(file ?? openJournalFile(path, onError), onError);
  }

  /** Written at the end of this turn of the event loop, all of the turn in one call. */
  note(entry: JournalEntry): void {
    this.pending += toLine(entry);
    this.turn ??= setImmediate(() => {
      try {
        this.write();
      } catch (error) {
        this.onError(error as Error);
      }
    });
  }

  /** Writes what was noted, now: when it returns, a kill of this process does not take it away. */
  write(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    if (this.pending !== '') {
      const text = this.pending;
      this.pending = '';
      this.file.append(text);
    }
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when all that was noted so far is written. */
  written(): Promise<void> {
    return this.pending === '' ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.write();
    this.file.close();
  }
}

export interface JournalContent {
  readonly writes: readonly WriterEntry[];
  readonly reads: readonly ReaderEntry[];
  /** Lines that a kill has cut off. */
  readonly torn: number;
}

/** Entry by entry; for a journal that need not be in memory as a whole. */
export interface JournalVisitor {
  readonly entry: (entry: JournalEntry) => void;
  readonly torn: () => void;
}

function visitLine(line: string, number: number, source: string, visitor: JournalVisitor): void {
  if (line.endsWith(TORN)) return visitor.torn();
  // A pod's stdout carries its reports too.
  if (line === '' || line.startsWith('{')) return;
  const entry = fromLine(line);
  if (entry !== undefined) return visitor.entry(entry);
  throw new LedgerError(
    'LEDGER_JOURNAL_BROKEN',
    `line ${number} of ${source} is no entry of a journal: "${line.slice(0, 120)}"; only its last line may be cut off. Keep the file, it is evidence of a defect of the ledger or of the disk.`,
  );
}

/**
 * @param chunks text of a journal, cut anywhere
 * @param source its name, for errors
 * @throws LedgerError `LEDGER_JOURNAL_BROKEN`
 */
export async function visitJournal(
  chunks: AsyncIterable<string> | Iterable<string>,
  source: string,
  visitor: JournalVisitor,
): Promise<void> {
  let rest = '';
  let number = 0;
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) visitLine(line, (number += 1), source, visitor);
  }
  // Without its line feed it is not known to be whole, whatever it looks like.
  if (rest !== '') visitor.torn();
}

/** @throws LedgerError `LEDGER_JOURNAL_BROKEN`; what `fs` throws when it is not there */
export async function readJournal(path: string): Promise<JournalContent> {
  const writes: WriterEntry[] = [];
  const reads: ReaderEntry[] = [];
  let torn = 0;
  await visitJournal(createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }), path, {
    entry: (entry) => {
      if (entry.kind === 'processed' || entry.kind === 'assigned') reads.push(entry);
      else writes.push(entry);
    },
    torn: () => void (torn += 1),
  });
  return { writes, reads, torn };
}
