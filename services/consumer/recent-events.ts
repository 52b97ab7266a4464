import type { PostEvent } from '../../contracts/events/post';
import type { IncomingRecord } from '../shared/kafka/ports';

/** An event that was consumed, and where it stood. */
export interface ConsumedEvent {
  readonly event: PostEvent;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly processed_at: string;
}

/** Kept small: a text of its own. A slice of the fetched buffer would keep the whole fetch alive. */
interface Entry {
  readonly eventId: string;
  /** Emptied when it is forgotten: its place in the order goes later. */
  value: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly processedAt: number;
}

const MAX_EVENTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** The last processed events, to be asked for by id; bounded in number and in bytes. */
export class RecentEvents {
  private readonly entries = new Map<string, Entry>();
  /** Oldest first, from `oldest` on. Asking a Map for its first key walks over all that were deleted before it. */
  private order: Entry[] = [];
  private oldest = 0;
  private bytes = 0;
  private latest: string | undefined;

  constructor(
    private readonly maxEvents = MAX_EVENTS,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** @returns whether an event of the same id was there already */
  add(event: PostEvent, { value, topic, partition, offset }: IncomingRecord): boolean {
    const { event_id: eventId } = event;
    const entry: Entry = { eventId, value: value?.toString() ?? '', topic, partition, offset, processedAt: Date.now() };
    const before = this.entries.get(eventId);
    this.forget(before);
    this.entries.set(eventId, entry);
    this.order.push(entry);
    this.bytes += entry.value.length;
    this.latest = eventId;
    // Counted with the places of those that were replaced, or one id again and again would make the list grow.
    while (this.order.length - this.oldest > this.maxEvents || this.bytes > this.maxBytes)
      this.forget(this.takeOldest());
    return before !== undefined;
  }

  find(eventId: string): ConsumedEvent | undefined {
    const entry = this.entries.get(eventId);
    if (entry === undefined) return undefined;
    const { value, topic, partition, offset, processedAt } = entry;
    return {
      event: JSON.parse(value) as PostEvent,
      topic,
      partition,
      offset: String(offset),
      processed_at: new Date(processedAt).toISOString(),
    };
  }

  last(): ConsumedEvent | undefined {
    return this.latest === undefined ? undefined : this.find(this.latest);
  }

  get size(): number {
    return this.entries.size;
  }

  private takeOldest(): Entry | undefined {
    const entry = this.order[this.oldest];
    this.oldest += 1;
    if (this.oldest > this.maxEvents) {
      this.order = this.order.slice(this.oldest);
      this.oldest = 0;
    }
    return entry;
  }

  /** Nothing to do for one that was replaced meanwhile by a later one of the same id. */
  private forget(entry: Entry | undefined): void {
    if (entry === undefined || this.entries.get(entry.eventId) !== entry) return;
    this.entries.delete(entry.eventId);
    this.bytes -= entry.value.length;
    entry.value = '';
  }
}
