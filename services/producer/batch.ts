import { setImmediate } from 'node:timers/promises';
import type { PostEvent } from '../../contracts/events/post';
import { KafkaError } from '../shared/kafka/ports';
import { newEvent } from './event-factory';
import type { PostPublisher } from './post-publisher';

export interface BatchResult {
  readonly event_id: string;
  readonly success: boolean;
  /** Why not; `KAFKA_OUTCOME_UNKNOWN` may be stored all the same. */
  readonly code?: string;
}

export interface BatchOutcome {
  readonly total_events: number;
  readonly successful_events: number;
  readonly failed_events: number;
  readonly results: readonly BatchResult[];
}

/** How long events are made before other requests get their turn. */
const MAX_TURN_MS = 10;

/** What says that the next event would be refused too. */
const GENERAL = new Set([
  'KAFKA_OVERLOADED',
  'KAFKA_UNAVAILABLE',
  'KAFKA_CLOSED',
  'KAFKA_UNKNOWN_TOPIC',
  'KAFKA_NOT_AUTHORIZED',
]);

/** Sends of one batch, all of them under way at once so that they share produce requests. */
class Batch {
  /** The first failure; of a batch that failed as a whole it is the answer. */
  failure: KafkaError | undefined;
  /** An error of ours. Kept, since a rejection that nobody awaits yet would end the process. */
  defect: Error | undefined;
  /** Set by the first refusal that holds for all: nothing more is sent then, so that an overload costs no work. */
  refusal: KafkaError | undefined;

  constructor(private readonly post: PostPublisher['post']) {}

  async send(event: PostEvent): Promise<BatchResult> {
    const { event_id } = event;
    if (this.refusal !== undefined) return { event_id, success: false, code: this.refusal.code };
    try {
      await this.post(event);
      return { event_id, success: true };
    } catch (error) {
      if (!(error instanceof KafkaError)) {
        this.defect ??= new Error('an event could not be sent', { cause: error });
        return { event_id, success: false, code: 'INTERNAL' };
      }
      this.failure ??= error;
      if (GENERAL.has(error.code)) this.refusal ??= error;
      return { event_id, success: false, code: error.code };
    }
  }
}

/**
 * Makes and sends `count` events. When the first is refused for a reason that holds for all, the others are not even
 * made, and have no result of their own: a flood must cost nothing.
 * @returns what became of each, and the first failure
 */
export async function sendBatch(
  post: PostPublisher['post'],
  count: number,
  template: Partial<PostEvent>,
): Promise<{ readonly outcome: BatchOutcome; readonly failure: KafkaError | undefined }> {
  const batch = new Batch(post);
  const sends: Promise<BatchResult>[] = [];
  let began = performance.now();
  while (sends.length < count) {
    sends.push(batch.send(newEvent(template)));
    if (sends.length > 1 && performance.now() - began < MAX_TURN_MS) continue;
    await setImmediate();
    began = performance.now();
    if (sends.length === 1 && batch.refusal !== undefined) break;
  }
  const results = await Promise.all(sends);
  if (batch.defect !== undefined) throw batch.defect;
  const successful = results.filter(({ success }) => success).length;
  const outcome = { total_events: count, successful_events: successful, failed_events: count - successful, results };
  return { outcome, failure: batch.failure };
}
