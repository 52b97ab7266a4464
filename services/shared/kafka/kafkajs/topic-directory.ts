import { KafkaError, type KafkaLogger } from '../ports';
import { monotonicMs } from '../monotonic';
import { pause, within } from '../pause';
import type { BrokerQuestions } from './broker-questions';
import { rootFields } from './send-verdict';

const LOOKUP_LIMIT_MS = 5_000;
const RETRY_MS = 250;
/** How long "there is no such topic" is believed, so that a wrong name costs the brokers little. */
const ABSENCE_BELIEVED_MS = 1_000;
const ABSENT = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION']);
const DENIED = new Set(['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED', 'SASL_AUTHENTICATION_FAILED']);

/** How many partitions the topics in use have, kept fresh: a topic may get more while we run. */
export class TopicDirectory {
  private readonly counts = new Map<string, number>();
  private readonly absences = new Map<string, { error: KafkaError; until: number }>();
  private readonly failures = new Map<string, unknown>();
  private readonly lookups = new Map<string, Promise<number>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly questions: Pick<BrokerQuestions, 'partitionsOf'>,
    private readonly refreshMs: number,
    private readonly logger: KafkaLogger,
    private readonly onChange: (topic: string, partitions: number) => void = () => undefined,
  ) {
    void this.refreshForever();
  }

  /** Known partitions, without asking. */
  known(topic: string): number | undefined {
    return this.counts.get(topic);
  }

  /** Why a topic is not known, as far as it was asked for: a wrong password, brokers that are away. */
  failure(topic: string): unknown {
    return this.failures.get(topic);
  }

  /**
   * Asks until a broker answers.
   * @throws KafkaError `KAFKA_UNKNOWN_TOPIC`, `KAFKA_NOT_AUTHORIZED`; `KAFKA_UNAVAILABLE` once closed
   */
  async lookup(topic: string): Promise<number> {
    const absence = this.absences.get(topic);
    if (absence && absence.until > monotonicMs()) throw absence.error;
    for (;;) {
      try {
        return await this.fetch(topic);
      } catch (error) {
        const refusal = this.refusalOf(topic, error);
        if (refusal) throw refusal;
        if (this.closing.signal.aborted) throw unavailable(topic, error);
        this.failures.set(topic, error);
      }
      await pause(RETRY_MS, this.closing.signal);
    }
  }

  close(): void {
    this.closing.abort();
  }

  private fetch(topic: string): Promise<number> {
    let lookup = this.lookups.get(topic);
    if (!lookup) {
      lookup = this.askBrokers(topic).finally(() => this.lookups.delete(topic));
      this.lookups.set(topic, lookup);
    }
    return lookup;
  }

  private async askBrokers(topic: string): Promise<number> {
    const late = (): Error => new Error(`the brokers did not answer within ${LOOKUP_LIMIT_MS} ms`);
    const count = await within(this.questions.partitionsOf(topic), LOOKUP_LIMIT_MS, late);
    if (count === 0) throw new Error(`the brokers named no partition of ${topic}`);
    const before = this.counts.get(topic);
    this.counts.set(topic, count);
    this.failures.delete(topic);
    if (before !== count) this.onChange(topic, count);
    return count;
  }

  private refusalOf(topic: string, error: unknown): KafkaError | undefined {
    const { type = '', message } = rootFields(error);
    if (ABSENT.has(type)) {
      const absence = new KafkaError(
        'KAFKA_UNKNOWN_TOPIC',
        `There is no topic "${topic}"; topics are never created by writing to them.`,
        false,
        'not-written',
        { cause: error },
      );
      this.absences.set(topic, { error: absence, until: monotonicMs() + ABSENCE_BELIEVED_MS });
      return absence;
    }
    if (!DENIED.has(type)) return undefined;
    return new KafkaError('KAFKA_NOT_AUTHORIZED', `The brokers refuse "${topic}": ${message}`, false, 'not-written', {
      cause: error,
    });
  }

  private async refreshForever(): Promise<void> {
    for (;;) {
      await pause(this.refreshMs, this.closing.signal);
      if (this.closing.signal.aborted) return;
      for (const topic of this.counts.keys()) {
        // What is known stays in use: a topic that is deleted is noticed by the write itself.
        await this.fetch(topic).catch((error: unknown) =>
          this.logger.debug({ topic, err: rootFields(error) }, 'Partition count could not be refreshed'),
        );
      }
    }
  }
}

function unavailable(topic: string, cause: unknown): KafkaError {
  return new KafkaError(
    'KAFKA_UNAVAILABLE',
    `No broker said which partitions "${topic}" has; nothing was written.`,
    true,
    'not-written',
    { cause },
  );
}
