import type { StoredRecord } from './support';

const KEYS_PER_LOOP = 8;
const RECORDS_PER_ROUND = 48;

export interface LedgerEntry {
  readonly key: string;
  readonly value: string;
}

/** What the brokers acknowledged, held against what is stored. */
export interface Verdict {
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly misordered: number;
}

/** Numbered records on many keys, written by loops that run side by side; a key belongs to one loop. */
export class Ledger {
  readonly acknowledged = new Set<string>();
  longestStallMs = 0;
  failures = 0;
  private running = true;
  private loops: Promise<void>[] = [];
  private lastAcknowledged = Date.now();

  start(loops: number, write: (entries: readonly LedgerEntry[]) => Promise<readonly LedgerEntry[]>): void {
    this.lastAcknowledged = Date.now();
    this.loops = Array.from({ length: loops }, (_, loop) => this.run(loop, write));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  judge(stored: readonly StoredRecord[]): Verdict {
    const seen = new Set<string>();
    const lastOfKey = new Map<string, number>();
    let duplicated = 0;
    let misordered = 0;
    for (const { key, value } of stored) {
      const number = Number(value.split(':')[1]);
      if (seen.has(value)) duplicated += 1;
      else if (number < (lastOfKey.get(key) ?? -1)) misordered += 1;
      seen.add(value);
      lastOfKey.set(key, Math.max(number, lastOfKey.get(key) ?? -1));
    }
    const lost = [...this.acknowledged].filter((id) => !seen.has(id)).length;
    return { acknowledged: this.acknowledged.size, lost, duplicated, misordered };
  }

  private async run(
    loop: number,
    write: (entries: readonly LedgerEntry[]) => Promise<readonly LedgerEntry[]>,
  ): Promise<void> {
    let number = 0;
    while (this.running) {
      const entries = Array.from({ length: RECORDS_PER_ROUND }, (_, index) => {
        const key = `${loop}-${index % KEYS_PER_LOOP}`;
        return { key, value: `${key}:${number++}` };
      });
      const written = await write(entries).catch(() => []);
      this.failures += entries.length - written.length;
      for (const { value } of written) this.acknowledged.add(value);
      if (written.length > 0) {
        this.longestStallMs = Math.max(this.longestStallMs, Date.now() - this.lastAcknowledged);
        this.lastAcknowledged = Date.now();
      }
      // A pace that leaves the brokers and this process time, and a turn of the event loop in any case.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
