import { flawNames, type LineVerdict } from '../../../proof/ledger/verdict';
import type { FaultRecord, Timeline } from '../../../proof/result';
import { ENOUGH_ACKNOWLEDGED, outcomeOf, type Evidence } from '../../../proof/run/outcome';
import { settingNamed } from '../../../proof/settings/registry';

const none = { count: 0, ids: [] };

const lineOf = (line: LineVerdict['line'], changes: Partial<LineVerdict> = {}): LineVerdict => ({
  line,
  attempted: 5_000,
  acknowledged: 5_000,
  unanswered: 0,
  unknown: 0,
  unknownStored: 0,
  unknownAbsent: 0,
  refused: 0,
  stored: 5_000,
  processed: 5_000,
  redelivered: 0,
  lost: none,
  unprocessed: none,
  duplicated: none,
  misordered: none,
  neverAttempted: none,
  refusedButStored: none,
  longestWriteStallMs: 3_000,
  longestReadStallMs: 3_000,
  ...changes,
});

const fault = (changes: Partial<FaultRecord> = {}): FaultRecord => ({
  name: 'kill-leader',
  target: 'broker 2',
  fromMs: 1_000,
  healedMs: 5_000,
  writableMs: 4_500,
  wholeMs: 8_000,
  writeStallMs: 3_400,
  readStallMs: 3_600,
  ...changes,
});

const timeline = (changes: Partial<Timeline> = {}): Timeline => ({
  everyMs: 1_000,
  acknowledged: {},
  processed: {},
  smallestIsr: [3, 3, 2, 2, 2, 2, 2, 3, 3, 3],
  brokersRunning: [3, 2, 2, 2, 2, 3, 3, 3, 3, 3],
  ...changes,
});

const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  setting: settingNamed('no-loss'),
  brokers: 3,
  sessionTimeoutMs: 3_000,
  lines: [lineOf('client'), lineOf('http'), lineOf('transactional')],
  faults: [fault()],
  asked: ['kill-leader'],
  timeline: timeline(),
  troubles: [],
  unrecovered: [],
  ...changes,
});

describe('the outcome of a run', () => {
  it('is held when load was on, the fault was seen, and nothing is wrong', () => {
    expect(outcomeOf(evidence())).toEqual({ verdict: 'held', reasons: [] });
  });

  it.each(flawNames)('is broken by a single message that is %s, on any line', (flaw) => {
    for (const [index, name] of (['client', 'http', 'transactional'] as const).entries()) {
      const lines = evidence().lines.map((line, at) =>
        at === index ? lineOf(name, { [flaw]: { count: 1, ids: ['w.1:17'] } }) : line,
      );
      const { verdict, reasons } = outcomeOf(evidence({ lines }));
      expect(verdict).toBe('broken');
      expect(reasons.join()).toContain(`${name}: 1 `);
      expect(reasons.join()).toContain('w.1:17');
    }
  });

  it('is broken when the platform does not come back, or writes stop where they must go on', () => {
    expect(outcomeOf(evidence({ unrecovered: ['kill-leader: waited 120 s'] })).verdict).toBe('broken');
    expect(outcomeOf(evidence({ faults: [fault({ writeStallMs: 31_000 })] })).verdict).toBe('broken');
    expect(outcomeOf(evidence({ faults: [fault({ writeStallMs: 29_000 })] })).verdict).toBe('held');
    const stopped = fault({ name: 'kill-two', writeStallMs: 31_000 });
    expect(outcomeOf(evidence({ faults: [stopped] })).verdict).toBe('held');
  });

  it('is not broken by a flaw that the setting does not promise to be without, and by every other', () => {
    const setting = settingNamed('available');
    const brokenBy = (flaw: (typeof flawNames)[number]): string => {
      const lines = [lineOf('client', { [flaw]: { count: 1, ids: ['w.1:17'] } })];
      return outcomeOf(evidence({ setting, lines })).verdict;
    };
    expect(flawNames.filter((flaw) => brokenBy(flaw) === 'broken')).toEqual([
      'unprocessed',
      'neverAttempted',
      'refusedButStored',
    ]);
  });

  it('stays broken whatever else went wrong with the run', () => {
    const lines = [lineOf('client', { lost: { count: 1, ids: ['w.1:1'] } })];
    expect(outcomeOf(evidence({ lines, faults: [], troubles: ['an agent ended'] })).verdict).toBe('broken');
  });

  const doubts: readonly (readonly [string, Partial<Evidence>, RegExp])[] = [
    ['nobody asked for a fault', { asked: [], faults: [] }, /no fault was asked for/],
    ['a fault was not done', { asked: ['kill-leader', 'kill-all'] }, /kill-all was not done/],
    [
      'no broker was ever away',
      { timeline: timeline({ brokersRunning: new Array<number>(10).fill(3) }) },
      /met nobody/,
    ],
    [
      'no ISR ever shrank under a frozen broker',
      {
        faults: [fault({ name: 'freeze-leader' })],
        asked: ['freeze-leader'],
        timeline: timeline({ smallestIsr: new Array<number>(10).fill(3) }),
      },
      /freeze-leader met nobody/,
    ],
    [
      'nobody answered while a broker was frozen',
      {
        faults: [fault({ name: 'freeze-leader' })],
        asked: ['freeze-leader'],
        timeline: timeline({ smallestIsr: [3, 3, null, null, null, null, null, null, null, 3] }),
      },
      /freeze-leader met nobody/,
    ],
    ['an agent ended by itself', { troubles: ['w1 ended by itself (SIGSEGV)'] }, /SIGSEGV/],
    ['a line is missing', { lines: [lineOf('client'), lineOf('http')] }, /transactional: there is no record/],
    [
      'hardly anything was acknowledged',
      { lines: [lineOf('client', { acknowledged: ENOUGH_ACKNOWLEDGED - 1 }), lineOf('http'), lineOf('transactional')] },
      /say nothing/,
    ],
    [
      'nothing was read',
      { lines: [lineOf('client', { processed: 0 }), lineOf('http'), lineOf('transactional')] },
      /0 processed/,
    ],
    [
      'nothing is stored, as if another topic had been looked at',
      { lines: [lineOf('client', { stored: 0, processed: 0 }), lineOf('http'), lineOf('transactional')] },
      /0 were stored/,
    ],
  ];

  it.each(doubts)('says nothing when %s', (_, changes, reason) => {
    const { verdict, reasons } = outcomeOf(evidence(changes));
    expect(verdict).toBe('inconclusive');
    expect(reasons.join('\n')).toMatch(reason);
  });

  it('sees a fault that was seen only beside another', () => {
    const both = fault({ name: 'kill-leader + clock-jump', writeStallMs: 40_000 });
    expect(outcomeOf(evidence({ faults: [both] })).verdict).toBe('held');
  });
});
