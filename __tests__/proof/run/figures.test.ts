import type { ReaderEntry, StoredRecord, WriterEntry } from '../../../proof/ledger/entries';
import { examineLine } from '../../../proof/ledger/judge';
import { faultFigures } from '../../../proof/run/fault-figures';
import type { FaultMoment, History } from '../../../proof/run/history';
import { timelineOf } from '../../../proof/run/timeline';

const T = 1_700_000_000_000;
const attempted = (at: number, number: number): WriterEntry => ({
  kind: 'attempted',
  at: T + at,
  id: `w.1.${number}:0`,
});
const acknowledged = (at: number, number: number, partition = 0): WriterEntry => ({
  kind: 'acknowledged',
  at: T + at,
  id: `w.1.${number}:0`,
  partition,
  offset: number,
});
const processed = (at: number, number: number): ReaderEntry => ({
  kind: 'processed',
  at: T + at,
  topic: 'ledger.direct',
  partition: 0,
  offset: number,
  id: `w.1.${number}:0`,
});

const history = (changes: Partial<History>): History => ({
  beganAt: T,
  endedAt: T + 10_000,
  writes: {},
  reads: [],
  lineOfTopic: new Map([['ledger.direct', 'client']]),
  samples: [],
  ...changes,
});

/** As judged: what was acknowledged or processed is stored, in partition 0 but for what was acknowledged in 1. */
const figuresOf = (changes: Partial<History>, moments: readonly FaultMoment[]) => {
  const { writes = {}, reads = [] } = changes;
  const stored = new Map<string, StoredRecord>();
  for (const entry of writes.client ?? [])
    if (entry.kind === 'acknowledged') stored.set(entry.id, { ...entry, topic: 'ledger.direct' });
  for (const entry of reads) if (entry.kind === 'processed') stored.set(entry.id, entry);
  const line = examineLine({
    line: 'client',
    topic: 'ledger.direct',
    writes: writes.client ?? [],
    reads,
    stored: [...stored.values()],
  });
  return faultFigures(history(changes), moments, [line]);
};

const moment: FaultMoment = {
  name: 'kill-leader',
  target: 'broker 1',
  from: T + 2_000,
  healed: T + 4_000,
  whole: T + 6_000,
};

describe("a fault's figures", () => {
  it('tell the longest wait of one message, however busy other partitions are', () => {
    const busy = Array.from({ length: 80 }, (_, index) => [
      attempted(100 * index, 100 + index),
      acknowledged(100 * index + 5, 100 + index, 1),
    ]).flat();
    const stalled = [attempted(1_900, 1), acknowledged(5_400, 1)];
    const [figures] = figuresOf({ writes: { client: [...busy, ...stalled] } }, [moment]);
    expect(figures?.writeStallMs).toBe(3_500);
  });

  it('tell of a partition that takes nothing, also when all that waited was refused in the end', () => {
    const refused = (at: number, number: number): WriterEntry => ({
      kind: 'refused',
      at: T + at,
      id: `w.1.${number}:0`,
      code: 'KAFKA_UNAVAILABLE',
    });
    const writes = [
      ...[attempted(100, 1), acknowledged(200, 1, 4)],
      ...Array.from({ length: 30 }, (_, index) => [
        ...[attempted(2_000 + 100 * index, 10 + index), refused(2_050 + 100 * index, 10 + index)],
      ]).flat(),
      ...[attempted(5_500, 90), acknowledged(5_600, 90, 4)],
    ];
    const [figures] = figuresOf({ writes: { client: writes } }, [moment]);
    expect(figures?.writeStallMs).toBe(3_600);
  });

  it('count waits that were on when it began, and none that were over or came after', () => {
    const writes = [
      ...[attempted(0, 1), acknowledged(1_999, 1)],
      ...[attempted(1_500, 2), acknowledged(2_100, 2)],
      ...[attempted(6_001, 3), acknowledged(9_000, 3)],
    ];
    const [figures] = figuresOf({ writes: { client: writes } }, [moment]);
    expect(figures?.writeStallMs).toBe(101);
  });

  it('tell when the last partition answered something that it was given after the fault', () => {
    const writes = [
      ...[attempted(1_999, 1), acknowledged(2_500, 1, 0)],
      ...[attempted(2_100, 2), acknowledged(2_300, 2, 0)],
      ...[attempted(2_100, 3), acknowledged(4_700, 3, 1)],
      ...[attempted(4_800, 4), acknowledged(4_900, 4, 1)],
    ];
    const [figures] = figuresOf({ writes: { client: writes } }, [moment]);
    expect(figures).toMatchObject({ fromMs: 2_000, healedMs: 4_000, writableMs: 4_700, wholeMs: 6_000 });
  });

  it('tell the longest way from acknowledgement to first processing', () => {
    const writes = [attempted(2_000, 1), acknowledged(2_010, 1)];
    const reads = [processed(5_010, 1), processed(5_900, 1)];
    const [figures] = figuresOf({ writes: { client: writes }, reads }, [moment]);
    expect(figures?.readStallMs).toBe(3_000);
  });
});

describe('the timeline', () => {
  it('counts each acknowledgement and each processed message in its quarter of a second, and has the last sample', () => {
    const timeline = timelineOf(
      history({
        endedAt: T + 1_000,
        writes: { client: [attempted(0, 1), acknowledged(10, 1), acknowledged(20, 2), acknowledged(990, 3)] },
        reads: [processed(300, 1)],
        samples: [
          { at: T + 100, sample: { smallestIsr: 3, brokersRunning: 3 } },
          { at: T + 600, sample: { smallestIsr: null, brokersRunning: 0 } },
        ],
      }),
    );
    expect(timeline).toEqual({
      everyMs: 250,
      acknowledged: { client: [2, 0, 0, 1] },
      processed: { client: [0, 1, 0, 0] },
      smallestIsr: [3, 3, null, null],
      brokersRunning: [3, 3, 0, 0],
    });
  });
});
