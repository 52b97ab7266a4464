import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const LARGE = Buffer.alloc(1024 * 1024);
const SMALL = Buffer.alloc(4096);

const isFull = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOSPC';

async function writeUntilFull(file: FileHandle, chunk: Buffer): Promise<void> {
  try {
    for (;;) await file.write(chunk);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

const ballast = (volume: string): string => join(volume, 'ballast');

/** Leaves no block of a volume free. To be called again when something on it was deleted meanwhile. */
export async function fill(volume: string): Promise<void> {
  const file = await open(ballast(volume), 'a');
  try {
    await writeUntilFull(file, LARGE);
    await writeUntilFull(file, SMALL);
  } finally {
    await file.close();
  }
}

/** Gives the space back. */
export async function empty(volume: string): Promise<void> {
  await rm(ballast(volume), { force: true });
}
