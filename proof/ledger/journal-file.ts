import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { TORN } from './journal-line';

/** Where a journal's lines go: the only place that knows files. */
export interface JournalFile {
  /** All of it, in one write where the system takes it at once. */
  append(text: string): void;
  close(): void;
}

const SYNC_EVERY_MS = 1_000;
const STDOUT = 1;

/** @param path `-`: stdout, and nothing to sync */
export function openJournalFile(path: string, onError: (error: Error) => void): JournalFile {
  if (path === '-') return { append: (text) => writeWhole(STDOUT, text), close: () => undefined };
  return new SyncedFile(path, onError);
}

function isFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EAGAIN';
}

/** A pipe may take a part of it, or nothing for the moment. */
function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      if (!isFull(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

class SyncedFile implements JournalFile {
  private readonly fd: number;
  private timer: NodeJS.Timeout | undefined;
  private syncing = false;
  private closed = false;

  constructor(
    path: string,
    private readonly onError: (error: Error) => void,
  ) {
    this.fd = openSync(path, 'a+');
    const { size } = fstatSync(this.fd);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(this.fd, last, 0, 1, size - 1);
    if (size > 0 && last.toString() !== '\n') writeWhole(this.fd, `${TORN}\n`);
  }

  append(text: string): void {
    writeWhole(this.fd, text);
    if (this.timer !== undefined || this.syncing) return;
    this.timer = setTimeout(() => this.sync(), SYNC_EVERY_MS);
    this.timer.unref();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    // One that is on its way still needs the file.
    if (this.syncing) return;
    fdatasyncSync(this.fd);
    closeSync(this.fd);
  }

  private sync(): void {
    this.timer = undefined;
    this.syncing = true;
    fdatasync(this.fd, (error) => {
      this.syncing = false;
      if (error) this.onError(error);
      if (this.closed) closeSync(this.fd);
    });
  }
}
