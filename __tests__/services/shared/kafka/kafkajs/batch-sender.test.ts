import { monotonicMs } from '../../../../../services/shared/kafka/monotonic';
import { BatchSender } from '../../../../../services/shared/kafka/kafkajs/batch-sender';
import type { WriteOutcome } from '../../../../../services/shared/kafka/kafkajs/broker-link';
import type { ProducerSession } from '../../../../../services/shared/kafka/kafkajs/producer-session';
import type { DiscardReason, SessionSource } from '../../../../../services/shared/kafka/kafkajs/producer-sessions';
import { KafkaError, type KafkaLogger } from '../../../../../services/shared/kafka/ports';

const silent: KafkaLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

interface Attempt {
  /** What becomes of it: an offset, or an error. */
  readonly end: bigint | Error | 'never';
  /** Whether bytes were handed to a socket. @default true */
  readonly handedOver?: boolean;
}

function protocolError(type: string): Error {
  return Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
}

const closed = (): Error => Object.assign(new Error('Closed connection'), { name: 'KafkaJSConnectionClosedError' });
const refusedConnection = (): Error => Object.assign(new Error('ECONNREFUSED'), { name: 'KafkaJSConnectionError' });

/** Sessions that behave as told, and remember what was done with them. */
class Sessions implements SessionSource {
  readonly log: string[] = [];
  private script: Attempt[];
  private serial = 0;
  private session: ProducerSession | undefined;

  constructor(...script: Attempt[]) {
    this.script = script;
  }

  get present(): ProducerSession | undefined {
    return this.session;
  }

  current(): Promise<ProducerSession> {
    this.session ??= this.make(++this.serial);
    return Promise.resolve(this.session);
  }

  discard(session: ProducerSession, why: DiscardReason): void {
    if (session !== this.session) return;
    this.log.push(`discard: ${why}`);
    this.session = undefined;
  }

  private make(serial: number): ProducerSession {
    const session = {
      over: false,
      hold: () => undefined,
      release: () => undefined,
      cut: () => this.log.push('cut'),
      refresh: () => Promise.resolve(),
      encode: () => ({}),
      attempt: (): Promise<WriteOutcome> => {
        this.log.push(`attempt on ${serial}`);
        const { end, handedOver = true } = this.script.shift() ?? { end: 'never' as const };
        if (end === 'never') return new Promise(() => undefined);
        return Promise.resolve(typeof end === 'bigint' ? { offset: end } : { error: end, handedOver });
      },
    };
    return session as unknown as ProducerSession;
  }
}

async function send(sessions: Sessions, timeoutMs = 500): Promise<bigint | KafkaError> {
  const sender = new BatchSender(sessions, 50, silent);
  try {
    return await sender.send('t', 0, [{ key: null, value: 'x', timestamp: 0 }], monotonicMs() + timeoutMs);
  } catch (error) {
    if (error instanceof KafkaError) return error;
    throw error;
  }
}

describe('a batch', () => {
  it('is repeated on the same producer id while it may have been written', async () => {
    const sessions = new Sessions({ end: closed() }, { end: protocolError('NOT_LEADER_FOR_PARTITION') }, { end: 7n });
    expect(await send(sessions)).toBe(7n);
    expect(sessions.log).toEqual(['attempt on 1', 'attempt on 1', 'attempt on 1']);
  });

  it('that ended without an answer ends its producer id, for its sequence numbers would be used again', async () => {
    const sessions = new Sessions(...Array.from({ length: 50 }, () => ({ end: closed() })));
    expect(await send(sessions)).toMatchObject({ code: 'KAFKA_OUTCOME_UNKNOWN', outcome: 'unknown', canRetry: true });
    expect(sessions.log.at(-1)).toBe('discard: unknown-outcome');
  });

  it('that never left this process was certainly not written', async () => {
    const sessions = new Sessions(
      ...Array.from({ length: 50 }, () => ({ end: refusedConnection(), handedOver: false })),
    );
    expect(await send(sessions)).toMatchObject({ code: 'KAFKA_UNAVAILABLE', outcome: 'not-written' });
    expect(sessions.log.filter((line) => line !== 'attempt on 1')).toEqual([]);
  });

  it('whose first attempt may have been written stays unknown whatever the last one says', async () => {
    const sessions = new Sessions({ end: closed() }, { end: protocolError('MESSAGE_TOO_LARGE') });
    expect(await send(sessions)).toMatchObject({ code: 'KAFKA_OUTCOME_UNKNOWN', outcome: 'unknown' });
  });

  it.each(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'])(
    'refused with %s goes on with a new producer id',
    async (type) => {
      const sessions = new Sessions({ end: protocolError(type) }, { end: 3n });
      expect(await send(sessions)).toBe(3n);
      expect(sessions.log).toEqual(['attempt on 1', 'discard: identity-lost', 'attempt on 2']);
    },
  );

  it('that may have been written is not written again by another producer id', async () => {
    const sessions = new Sessions(
      { end: closed() },
      { end: protocolError('OUT_OF_ORDER_SEQUENCE_NUMBER') },
      { end: 3n },
    );
    expect(await send(sessions)).toMatchObject({ code: 'KAFKA_OUTCOME_UNKNOWN' });
    expect(sessions.log).toEqual(['attempt on 1', 'attempt on 1', 'discard: unknown-outcome']);
  });

  it.each([
    ['MESSAGE_TOO_LARGE', 'KAFKA_RECORD_TOO_LARGE'],
    ['INVALID_RECORD', 'KAFKA_RECORD_REJECTED'],
    ['TOPIC_AUTHORIZATION_FAILED', 'KAFKA_NOT_AUTHORIZED'],
  ])('refused with %s fails at once as %s and was not written', async (type, code) => {
    const sessions = new Sessions({ end: protocolError(type) });
    expect(await send(sessions)).toMatchObject({ code, outcome: 'not-written', canRetry: false });
    expect(sessions.log).toEqual(['attempt on 1']);
  });

  it('that hangs on its way ends with its sockets, so that it is not written later', async () => {
    const sessions = new Sessions({ end: 'never' });
    expect(await send(sessions, 50)).toMatchObject({ code: 'KAFKA_OUTCOME_UNKNOWN' });
    expect(sessions.log).toEqual(['attempt on 1', 'discard: unknown-outcome', 'cut']);
  });
});
