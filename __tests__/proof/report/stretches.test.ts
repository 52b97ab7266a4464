import { merged, readStalls, writeStalls } from '../../../proof/report/stretches';
import type { Timeline } from '../../../proof/result';

const timeline = (parts: Partial<Timeline>): Timeline => ({
  everyMs: 500,
  acknowledged: {},
  processed: {},
  smallestIsr: [],
  brokersRunning: [],
  ...parts,
});

describe('stalls of a timeline', () => {
  test('are what lies between a line’s first message and the last of all, a second or longer', () => {
    const client = [0, 0, 0, 5, 0, 5, 0, 0, 5, 0, 0, 0];
    expect(writeStalls(timeline({ acknowledged: { client } }))).toEqual([{ fromMs: 3_000, toMs: 4_000 }]);
  });

  test('a line that stays silent while another goes on stands still until the end', () => {
    const acknowledged = { client: [5, 5, 0, 0, 0, 0], http: [1, 1, 1, 1, 1, 0] };
    expect(writeStalls(timeline({ acknowledged }))).toEqual([{ fromMs: 1_000, toMs: 2_500 }]);
  });

  test('of several lines are joined', () => {
    const processed = {
      client: [5, 0, 0, 5, 5, 5, 5],
      http: [1, 1, 0, 0, 1, 1, 1],
      transactional: [1, 1, 1, 1, 1, 1, 1],
    };
    expect(readStalls(timeline({ processed }))).toEqual([{ fromMs: 500, toMs: 2_000 }]);
    expect(
      merged([
        { fromMs: 5, toMs: 9 },
        { fromMs: 0, toMs: 6 },
        { fromMs: 10, toMs: 11 },
      ]),
    ).toEqual([
      { fromMs: 0, toMs: 9 },
      { fromMs: 10, toMs: 11 },
    ]);
  });

  test('are none where nothing ever came', () => {
    expect(writeStalls(timeline({ acknowledged: { client: [0, 0, 0, 0] } }))).toEqual([]);
    expect(writeStalls(timeline({}))).toEqual([]);
  });
});
