import { EndHistory } from './end-history';
import { monotonicMs } from './monotonic';
import type { Lag } from './ports';

interface Progress {
  readonly topic: string;
  readonly partition: number;
  /** Everything before it is committed, or holds no record for us. */
  done?: bigint;
  /** The end of the partition. */
  end?: bigint;
}

/** How far a member is with each of its partitions. */
export class PartitionProgress {
  private entries = new Map<string, Progress>();
  /** Kept across generations: when a partition's end was where is true whoever has the partition. */
  private readonly histories = new Map<string, EndHistory>();

  constructor(private readonly now: () => number = monotonicMs) {}

  /** A new generation: what was known is forgotten, for another member may have gone on meanwhile. */
  assign(assignment: Readonly<Record<string, readonly number[]>>): void {
    const next = new Map<string, Progress>();
    for (const [topic, partitions] of Object.entries(assignment))
      for (const partition of partitions) next.set(keyOf(topic, partition), { topic, partition });
    this.entries = next;
  }

  has(topic: string, partition: number): boolean {
    return this.entries.has(keyOf(topic, partition));
  }

  assignment(): { topic: string; partition: number }[] {
    return [...this.entries.values()].map(({ topic, partition }) => ({ topic, partition }));
  }

  sawEnd(topic: string, partition: number, end: bigint): void {
    this.historyOf(topic, partition).saw(end, this.now());
    const entry = this.entries.get(keyOf(topic, partition));
    if (entry && (entry.end === undefined || end > entry.end)) entry.end = end;
  }

  committed(topic: string, partition: number, next: bigint): void {
    const entry = this.entries.get(keyOf(topic, partition));
    if (!entry) return;
    entry.done = next;
    this.historyOf(topic, partition).passed(next);
  }

  /** A fetch that held nothing but transaction markers or aborted records. */
  skipped(topic: string, partition: number, from: bigint, next: bigint): void {
    const entry = this.entries.get(keyOf(topic, partition));
    if (entry && (entry.done === undefined || entry.done >= from)) entry.done = next;
  }

  /** What the brokers say; it counts only until this member has committed something itself. */
  startedAt(topic: string, partition: number, next: bigint): void {
    const entry = this.entries.get(keyOf(topic, partition));
    if (entry) entry.done ??= next;
  }

  lag(): Lag[] {
    const known: Lag[] = [];
    for (const { topic, partition, done, end } of this.entries.values()) {
      if (done === undefined || end === undefined) continue;
      const lag = end > done ? Number(end - done) : 0;
      const seconds = lag === 0 ? 0 : Math.round(this.historyOf(topic, partition).ageOf(done, this.now())) / 1000;
      known.push({ topic, partition, lag, seconds });
    }
    return known;
  }

  private historyOf(topic: string, partition: number): EndHistory {
    const key = keyOf(topic, partition);
    const present = this.histories.get(key);
    if (present) return present;
    const made = new EndHistory();
    this.histories.set(key, made);
    return made;
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
