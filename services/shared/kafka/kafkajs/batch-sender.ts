import { KafkaError, type KafkaErrorCode, type KafkaLogger } from '../ports';
import type { LaneRecord, SendBatch } from './lane';
import { pause, within } from './pause';
import { UnansweredSend, type ProducerSession } from './producer-session';
import type { SessionSource } from './producer-sessions';
import { judge, type SendVerdict } from './send-verdict';

const FIRST_BACKOFF_MS = 25;
/** A new leader is found at most this late. */
const MAX_BACKOFF_MS = 250;
/** One attempt ends by KafkaJS's request timeout; this bounds the waiting inside KafkaJS for its turn on a connection. */
const OVERRUN_MS = 1_000;

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LaneRecord[];
  readonly deadline: number;
}

/**
 * Writes one batch of one partition, repeating it until the deadline. While any attempt may have been written the same
 * session repeats it, and the brokers recognize its sequence numbers. When it ends without an answer that session is
 * given up: KafkaJS has rolled its sequence numbers back, while the broker may have appended; the next batch would be
 * taken for a duplicate, acknowledged and lost.
 */
export class BatchSender {
  constructor(
    private readonly sessions: SessionSource,
    private readonly requestTimeoutMs: number,
    private readonly logger: KafkaLogger,
  ) {}

  readonly send: SendBatch = async (topic, partition, records, deadline) => {
    const batch: Batch = { topic, partition, records, deadline };
    for (;;) {
      const session = await this.sessions.current(deadline);
      const offset = await this.sendOn(session, batch);
      if (offset !== undefined) return offset;
    }
  };

  /** `undefined`: nothing was written, and another session may try. */
  private async sendOn(session: ProducerSession, batch: Batch): Promise<bigint | undefined> {
    let maybeWritten = false;
    let backoff = FIRST_BACKOFF_MS;
    session.hold();
    try {
      for (;;) {
        const writesBefore = session.produceWrites;
        try {
          return await this.attempt(session, batch);
        } catch (error) {
          const verdict = judge(error);
          const unwritten =
            verdict.refused || error instanceof UnansweredSend || session.produceWrites === writesBefore;
          maybeWritten ||= !unwritten;
          this.reactTo(session, batch, verdict, maybeWritten);
          // Another lane may have cut it: waiting for it to come back would last until the deadline.
          const leave = verdict.next === 'new-producer' || session.over;
          if (leave && !maybeWritten && Date.now() < batch.deadline) return undefined;
          if (leave || verdict.next !== 'retry' || Date.now() + backoff >= batch.deadline)
            throw failure(batch, verdict, maybeWritten, error);
        }
        await pause(backoff, undefined, true); // somebody waits for the answer
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
      }
    } catch (error) {
      if (maybeWritten) this.sessions.discard(session);
      throw error;
    } finally {
      session.release();
    }
  }

  private async attempt(session: ProducerSession, { topic, partition, records, deadline }: Batch): Promise<bigint> {
    const limit = Math.max(0, deadline - Date.now()) + this.requestTimeoutMs + OVERRUN_MS;
    return within(session.attempt(topic, partition, records), limit, () => {
      // It waits somewhere inside KafkaJS and would be written later, after the records that follow it.
      this.sessions.discard(session);
      session.cut();
      return new Error('no answer within the delivery timeout');
    });
  }

  private reactTo(session: ProducerSession, batch: Batch, verdict: SendVerdict, maybeWritten: boolean): void {
    const { fields } = verdict;
    this.logger.debug({ topic: batch.topic, partition: batch.partition, maybeWritten, err: fields }, 'Write failed');
    // KafkaJS keeps the connection of a request that timed out, and sends the next one after it.
    if (fields.name === 'KafkaJSRequestTimeoutError' && fields.broker) session.cutBroker(fields.broker);
    if (verdict.next === 'new-producer') this.sessions.discard(session);
  }
}

function failure(batch: Batch, verdict: SendVerdict, maybeWritten: boolean, cause: unknown): KafkaError {
  const place = `${batch.topic}-${batch.partition}`;
  if (maybeWritten) {
    const message = `A write to ${place} ended without an answer (${verdict.fields.message}); it may or may not be stored.`;
    return new KafkaError('KAFKA_OUTCOME_UNKNOWN', message, true, 'unknown', { cause });
  }
  const code: KafkaErrorCode = verdict.code === 'KAFKA_OUTCOME_UNKNOWN' ? 'KAFKA_UNAVAILABLE' : verdict.code;
  const message = `Nothing was written to ${place}: ${verdict.fields.message}.`;
  return new KafkaError(code, message, code === 'KAFKA_UNAVAILABLE', 'not-written', { cause });
}
