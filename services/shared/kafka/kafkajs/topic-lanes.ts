import { KafkaError } from '../ports';
import { expired, type Lane, type PendingRecord } from './lane';
import { partitionOfKey } from './murmur2';

/** Bytes a partition gets from records without a key before the next partition's turn, so that batches fill. */
const STICKY_BYTES = 64 * 1024;

/** A record on its way to a lane. */
export interface RoutedRecord {
  readonly pending: PendingRecord;
  readonly partition?: number;
}

/** The lanes of one topic. Records wait here, in order, until the number of partitions is known. */
export class TopicLanes {
  private readonly lanes: Lane[] = [];
  private waiting: RoutedRecord[] = [];
  private partitions = 0;
  private sticky = 0;
  private stickyBytes = Number.POSITIVE_INFINITY;

  constructor(
    private readonly topic: string,
    private readonly makeLane: (partition: number) => Lane,
  ) {}

  get ready(): boolean {
    return this.partitions > 0;
  }

  get inFlight(): number {
    return this.lanes.reduce((sum, lane) => sum + (lane.inFlight ? 1 : 0), 0);
  }

  /** Called when the number is first known, and when it has grown. */
  setPartitions(partitions: number): void {
    this.partitions = partitions;
    for (let partition = this.lanes.length; partition < partitions; partition += 1)
      this.lanes.push(this.makeLane(partition));
    const waiting = this.waiting;
    this.waiting = [];
    for (const record of waiting) this.route(record);
  }

  add(record: RoutedRecord): void {
    if (this.ready) this.route(record);
    else this.waiting.push(record);
  }

  rejectWaiting(error: KafkaError): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const { pending } of waiting) pending.reject(error);
  }

  rejectQueued(error: KafkaError): void {
    this.rejectWaiting(error);
    for (const lane of this.lanes) lane.rejectQueued(error);
  }

  /** @param cause why the number of partitions is not known yet, if it is not */
  expire(now: number, cause?: unknown): void {
    for (const lane of this.lanes) lane.expire(now);
    if (this.ready) return;
    const late = this.waiting.filter(({ pending }) => pending.deadline <= now);
    if (late.length === 0) return;
    this.waiting = this.waiting.filter(({ pending }) => pending.deadline > now);
    for (const { pending } of late) pending.reject(expired(this.topic, cause));
  }

  private route({ pending, partition }: RoutedRecord): void {
    const { key } = pending.record;
    const chosen = partition ?? (key === null ? this.spread(pending.bytes) : partitionOfKey(key, this.partitions));
    const lane = chosen < this.partitions ? this.lanes[chosen] : undefined;
    if (lane) lane.enqueue(pending);
    else
      pending.reject(
        new KafkaError(
          'KAFKA_UNKNOWN_TOPIC',
          `Topic "${this.topic}" has ${this.partitions} partitions; there is no partition ${chosen}.`,
          false,
          'not-written',
        ),
      );
  }

  /** Stays with a partition while a batch fills, then goes to the one that has least to do: a stalled one gets none. */
  private spread(bytes: number): number {
    if (this.stickyBytes >= STICKY_BYTES) {
      this.sticky = this.leastLoaded();
      this.stickyBytes = 0;
    }
    this.stickyBytes += bytes;
    return this.sticky;
  }

  private leastLoaded(): number {
    let best = -1;
    let bestBytes = Number.POSITIVE_INFINITY;
    for (let step = 1; step <= this.partitions; step += 1) {
      const partition = (this.sticky + step) % this.partitions;
      const queued = (this.lanes[partition] as Lane).queuedBytes;
      if (queued < bestBytes) [best, bestBytes] = [partition, queued];
    }
    return best;
  }
}
