import fc from 'fast-check';
import { monotonicMs } from '../../../../../services/shared/kafka/monotonic';
import { Lane, type LaneRecord, type PendingRecord } from '../../../../../services/shared/kafka/kafkajs/lane';
import { KafkaError } from '../../../../../services/shared/kafka/ports';

interface Flight {
  readonly values: string[];
  readonly deadline: number;
  succeed(base: bigint): Promise<void>;
  fail(error: Error): Promise<void>;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Bench {
  readonly flights: Flight[] = [];
  readonly outcomes: string[] = [];
  clock = 1_000;
  readonly lane: Lane;

  constructor(limits: { maxBatchBytes?: number; maxBatchRecords?: number } = {}) {
    this.lane = new Lane({
      topic: 't',
      partition: 3,
      maxBatchBytes: limits.maxBatchBytes ?? 1_000,
      maxBatchRecords: limits.maxBatchRecords ?? 100,
      now: () => this.clock,
      schedule: (run) => run(),
      sendBatch: (_topic, _partition, records, deadline) => this.fly(records, deadline),
    });
  }

  add(value: string, bytes = 10, deadline = 10_000): void {
    const record: LaneRecord = { key: null, value, timestamp: 0 };
    const pending: PendingRecord = {
      record,
      bytes,
      deadline,
      resolve: (partition, offset) => this.outcomes.push(`${value}@${partition}:${offset}`),
      reject: (error) => this.outcomes.push(`${value}!${error.code}/${error.outcome}`),
    };
    this.lane.enqueue(pending);
  }

  flight(index: number): Flight {
    const flight = this.flights[index];
    if (!flight) throw new Error(`there was no flight ${index}`);
    return flight;
  }

  private fly(records: readonly LaneRecord[], deadline: number): Promise<bigint> {
    return new Promise((resolve, reject) => {
      this.flights.push({
        values: records.map((record) => String(record.value)),
        deadline,
        succeed: (base) => (resolve(base), settle()),
        fail: (error) => (reject(error), settle()),
      });
    });
  }
}

const refused = (code: 'KAFKA_UNAVAILABLE' | 'KAFKA_RECORD_TOO_LARGE' | 'KAFKA_NOT_AUTHORIZED'): KafkaError =>
  new KafkaError(code, 'no', code === 'KAFKA_UNAVAILABLE', 'not-written');

describe('a lane', () => {
  it('has one request in flight and sends what arrived meanwhile as the next', async () => {
    const bench = new Bench();
    bench.add('a');
    bench.add('b');
    bench.add('c');
    expect(bench.flights.map((flight) => flight.values)).toEqual([['a']]);
    await bench.flight(0).succeed(40n);
    expect(bench.flights.map((flight) => flight.values)).toEqual([['a'], ['b', 'c']]);
    await bench.flight(1).succeed(41n);
    expect(bench.outcomes).toEqual(['a@3:40', 'b@3:41', 'c@3:42']);
    expect(bench.lane.inFlight).toBe(false);
  });

  it('sends records accepted in the same round of the event loop together', async () => {
    const sent: number[] = [];
    const lane = new Lane({
      topic: 't',
      partition: 0,
      maxBatchBytes: 1_000,
      maxBatchRecords: 100,
      sendBatch: (_topic, _partition, records) => (sent.push(records.length), Promise.resolve(0n)),
    });
    const record: LaneRecord = { key: null, value: 'x', timestamp: 0 };
    for (let i = 0; i < 5; i += 1)
      lane.enqueue({
        record,
        bytes: 1,
        deadline: monotonicMs() + 1_000,
        resolve: () => undefined,
        reject: () => undefined,
      });
    await settle();
    await settle();
    expect(sent).toEqual([5]);
  });

  it('keeps a batch within its limits of bytes and records, except for one record alone', async () => {
    const bench = new Bench({ maxBatchBytes: 100, maxBatchRecords: 3 });
    bench.add('first', 500);
    for (const [value, bytes] of [
      ['a', 60],
      ['b', 40],
      ['c', 1],
      ['d', 1],
      ['e', 1],
      ['f', 1],
      ['g', 900],
    ] as const)
      bench.add(value, bytes);
    for (let i = 0; i < 4; i += 1) await bench.flight(i).succeed(0n);
    expect(bench.flights.map((flight) => flight.values)).toEqual([
      ['first'],
      ['a', 'b'],
      ['c', 'd', 'e'],
      ['f'],
      ['g'],
    ]);
  });

  it('ends the wait of expired records with the certainty that they were not written', async () => {
    const bench = new Bench();
    bench.add('flying', 10, 2_000);
    bench.add('early', 10, 2_000);
    bench.add('late', 10, 3_000);
    bench.lane.expire(2_000);
    expect(bench.outcomes).toEqual(['early!KAFKA_UNAVAILABLE/not-written']);
    await bench.flight(0).succeed(0n);
    expect(bench.flight(1).values).toEqual(['late']);
  });

  it('says that the outcome is unknown when a request ends without proof', async () => {
    const bench = new Bench();
    bench.add('a');
    bench.add('b');
    await bench.flight(0).fail(new Error('connection closed'));
    expect(bench.outcomes).toEqual(['a!KAFKA_OUTCOME_UNKNOWN/unknown']);
    expect(bench.flight(1).values).toEqual(['b']);
  });

  it('puts back what was certainly not written while it has time, in order', async () => {
    const bench = new Bench();
    bench.add('flying', 10, 9_000);
    bench.add('old', 10, 1_500);
    bench.add('young', 10, 9_000);
    bench.add('younger', 10, 9_000);
    await bench.flight(0).succeed(0n);
    bench.add('youngest', 10, 9_000);
    bench.clock = 1_600;
    await bench.flight(1).fail(refused('KAFKA_UNAVAILABLE'));
    expect(bench.outcomes.slice(1)).toEqual(['old!KAFKA_UNAVAILABLE/not-written']);
    expect(bench.flight(2).values).toEqual(['young', 'younger', 'youngest']);
  });

  it('does not try again what would be refused again', async () => {
    const bench = new Bench();
    bench.add('a');
    await bench.flight(0).fail(refused('KAFKA_NOT_AUTHORIZED'));
    expect(bench.outcomes).toEqual(['a!KAFKA_NOT_AUTHORIZED/not-written']);
  });

  it('sends smaller batches to a topic that refuses large ones, and gives up only on a record', async () => {
    const bench = new Bench();
    bench.add('first');
    for (const value of ['a', 'b', 'c', 'd']) bench.add(value, 100);
    await bench.flight(0).succeed(0n);
    await bench.flight(1).fail(refused('KAFKA_RECORD_TOO_LARGE'));
    expect(bench.flight(2).values).toEqual(['a', 'b']);
    await bench.flight(2).fail(refused('KAFKA_RECORD_TOO_LARGE'));
    expect(bench.flight(3).values).toEqual(['a']);
    await bench.flight(3).fail(refused('KAFKA_RECORD_TOO_LARGE'));
    expect(bench.outcomes.at(-1)).toBe('a!KAFKA_RECORD_TOO_LARGE/not-written');
    expect(bench.flight(4).values).toEqual(['b']);
  });

  it('counts the bytes that wait, down to zero', async () => {
    const bench = new Bench();
    for (const value of ['a', 'b', 'c']) bench.add(value, 25);
    expect(bench.lane.queuedBytes).toBe(50);
    await bench.flight(0).fail(refused('KAFKA_UNAVAILABLE'));
    await bench.flight(1).succeed(1n);
    expect(bench.lane.queuedBytes).toBe(0);
  });

  it('settles every record exactly once and successes in order, whatever happens to the requests', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('add' as const),
          bytes: fc.integer({ min: 1, max: 60 }),
          ttl: fc.integer({ min: 1, max: 50 }),
        }),
      },
      { weight: 3, arbitrary: fc.constant({ kind: 'succeed' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'break' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'refuse' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'shrink' as const }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const bench = new Bench({ maxBatchBytes: 100, maxBatchRecords: 4 });
        let added = 0;
        let landed = 0;
        let offset = 0n;
        const land = async (how: 'succeed' | 'break' | 'refuse' | 'shrink'): Promise<void> => {
          const flight = bench.flights[landed];
          if (!flight) return;
          landed += 1;
          if (how === 'succeed') {
            await flight.succeed(offset);
            offset += BigInt(flight.values.length);
          } else if (how === 'break') await flight.fail(new Error('closed'));
          else await flight.fail(refused(how === 'refuse' ? 'KAFKA_UNAVAILABLE' : 'KAFKA_RECORD_TOO_LARGE'));
        };
        for (const each of steps) {
          if (each.kind === 'add') bench.add(String(added++), each.bytes, bench.clock + each.ttl);
          else if (each.kind === 'wait') {
            bench.clock += each.ms;
            bench.lane.expire(bench.clock);
          } else await land(each.kind);
          expect(bench.flights.length - landed).toBeLessThanOrEqual(1);
        }
        while (landed < bench.flights.length) await land('succeed');

        const names = bench.outcomes.map((outcome) => Number(/^\d+/.exec(outcome)?.[0]));
        expect([...names].sort((a, b) => a - b)).toEqual(Array.from({ length: added }, (_, index) => index));
        const written = bench.outcomes.filter((outcome) => outcome.includes('@'));
        const offsets = written.map((outcome) => Number(outcome.split(':')[1]));
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
        expect(new Set(offsets).size).toBe(offsets.length);
        const order = written.map((outcome) => Number(outcome.split('@')[0]));
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(bench.lane.queuedBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
