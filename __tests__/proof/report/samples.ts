import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { durabilityProfiles } from '../../../contracts/durability';
import type { LineName, MessageId } from '../../../proof/ledger/entries';
import type { LineVerdict } from '../../../proof/ledger/verdict';
import type { FaultRecord, ProofResult, ProofSeries } from '../../../proof/result';

/** Believable results, the same for the same seed: counts, stalls and timeline tell one story. */

const EVERY_MS = 500;

interface Kind {
  readonly name: string;
  readonly target: (broker: number) => string;
  /** Seconds: how long it lasts, until writes go on after its begin, until all is in sync after its end. */
  readonly lasts: number;
  readonly stalls: number;
  readonly mends: number;
  readonly down: number;
}

const kinds: readonly Kind[] = [
  {
    name: 'kill-leader',
    target: (b) => `broker ${b}, leader of 2 partitions`,
    lasts: 6,
    stalls: 3.2,
    mends: 5,
    down: 1,
  },
  { name: 'cut-off', target: (b) => `broker ${b}, both ways`, lasts: 12, stalls: 2.6, mends: 4, down: 0 },
  { name: 'wipe-disk', target: (b) => `broker ${b}, its volume`, lasts: 5, stalls: 1.4, mends: 9, down: 1 },
  { name: 'kill-two', target: (b) => `brokers ${b} and ${(b % 3) + 1}`, lasts: 7, stalls: 8.5, mends: 6, down: 2 },
  {
    name: 'freeze-leader',
    target: (b) => `broker ${b}, leader of 3 partitions`,
    lasts: 9,
    stalls: 4.1,
    mends: 3,
    down: 0,
  },
  { name: 'kill-reader', target: () => 'reader 1 of 2', lasts: 3, stalls: 0.2, mends: 0, down: 0 },
  { name: 'slow-network', target: (b) => `broker ${b}, 80 ms and 2 % lost`, lasts: 10, stalls: 0.6, mends: 1, down: 0 },
];

const draws = (seed: number): (() => number) => {
  const random = xoroshiro128plus(seed);
  return () => uniformFloat64(random);
};

function makeFaults(draw: () => number, chosen: readonly Kind[], gap: number): FaultRecord[] {
  let at = 8;
  return chosen.map((kind) => {
    const vary = (seconds: number): number => Math.round(seconds * (0.7 + 0.6 * draw()) * 1000);
    const fromMs = Math.round(at * 1000);
    const stall = vary(kind.stalls);
    const healedMs = fromMs + vary(kind.lasts);
    const wholeMs = healedMs + vary(kind.mends);
    at = wholeMs / 1000 + gap;
    return {
      name: kind.name,
      target: kind.target(1 + Math.floor(draw() * 3)),
      fromMs,
      healedMs,
      writableMs: fromMs + stall,
      wholeMs,
      writeStallMs: stall,
      readStallMs: Math.round(stall * 1.2),
    };
  });
}

const within = (at: number, from: number, to: number): boolean => at >= from && at < to;

/** Messages in each step: the pace, some noise, nothing in a stall. */
function flow(draw: () => number, steps: number, rate: number, faults: readonly FaultRecord[], late: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const at = step * EVERY_MS;
    const still = faults.some((fault) => within(at, fault.fromMs + late, fault.writableMs + late * 2));
    const slow = faults.some((fault) => within(at, fault.writableMs, fault.healedMs));
    const noise = 0.9 + 0.2 * draw();
    return still ? 0 : Math.round(((rate * EVERY_MS) / 1000) * noise * (slow ? 0.8 : 1));
  });
}

const none = { count: 0, ids: [] };
const total = (counts: readonly number[]): number => counts.reduce((all, value) => all + value, 0);

function lineOf(line: LineName, acknowledged: number, faults: readonly FaultRecord[]): LineVerdict {
  const unknown = Math.round(acknowledged / 900);
  const stored = Math.round(unknown * 0.6);
  const longest = (of: readonly number[]): number => Math.max(90, ...of);
  return {
    line,
    attempted: acknowledged + unknown,
    acknowledged,
    unanswered: Math.min(2, unknown),
    unknown,
    unknownStored: stored,
    unknownAbsent: unknown - stored,
    refused: 0,
    stored: acknowledged + stored,
    processed: acknowledged + stored,
    redelivered: faults.length * 7,
    lost: none,
    unprocessed: none,
    duplicated: none,
    misordered: none,
    neverAttempted: none,
    refusedButStored: none,
    longestWriteStallMs: longest(faults.map(({ writeStallMs }) => writeStallMs)),
    longestReadStallMs: longest(faults.map(({ readStallMs }) => readStallMs)),
  };
}

function clusterAt(at: number, faults: readonly FaultRecord[]): { isr: number | null; running: number } {
  const now = faults.find((fault) => within(at, fault.fromMs, fault.wholeMs));
  const down = now === undefined ? 0 : (kinds.find(({ name }) => name === now.name)?.down ?? 0);
  if (now === undefined) return { isr: 3, running: 3 };
  const broker = !['kill-reader', 'slow-network'].includes(now.name);
  const running = at < now.healedMs ? 3 - down : 3;
  if (down === 2 && at < now.fromMs + 1500) return { isr: null, running };
  return { isr: broker ? 3 - Math.max(1, down) : 3, running };
}

export interface SampleOptions {
  readonly seed: number;
  readonly kinds?: readonly number[];
  readonly setting?: string;
}

export function heldRun({ seed, kinds: chosen = [0, 1, 2, 3], setting = 'no-loss' }: SampleOptions): ProofResult {
  const draw = draws(seed);
  const faults = makeFaults(
    draw,
    chosen.map((index) => kinds[index % kinds.length]!),
    5,
  );
  const durationMs = (faults.at(-1)?.wholeMs ?? 0) + 12_000;
  const steps = Math.ceil(durationMs / EVERY_MS);
  const acknowledged = {
    client: flow(draw, steps - 10, 400, faults, 0).concat(Array<number>(10).fill(0)),
    http: flow(draw, steps - 10, 150, faults, 0).concat(Array<number>(10).fill(0)),
  };
  const processed = {
    client: flow(draw, steps - 8, 400, faults, 300).concat(Array<number>(8).fill(0)),
    http: flow(draw, steps - 8, 150, faults, 300).concat(Array<number>(8).fill(0)),
    transactional: flow(draw, steps - 7, 400, faults, 700).concat(Array<number>(7).fill(0)),
  };
  const cluster = Array.from({ length: steps }, (_, step) => clusterAt(step * EVERY_MS, faults));
  const client = lineOf('client', total(acknowledged.client), faults);
  return {
    format: 'millrace-proof-1',
    startedAt: '2026-11-21T15:01:47.000Z',
    durationMs,
    command: `make prove SEED=${seed} SETTING=${setting} FAULTS=${faults.map(({ name }) => name).join(',')}`,
    seed,
    setting,
    promise:
      setting === 'no-loss' ? durabilityProfiles['no-loss'].promise : 'An acknowledgement before any copy is made.',
    target: 'embedded: three brokers, each in a network namespace of its own, on this machine',
    kafkaVersions: ['4.3.1'],
    load: { rate: 1_000, httpRate: 40, valueBytes: 200, partitions: 6 },
    brokerSettings: { 'broker.session.timeout.ms': '3000' },
    brokers: 3,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    verdict: 'held',
    reasons: [],
    lines: [client, lineOf('http', total(acknowledged.http), faults), { ...client, line: 'transactional' }],
    faults,
    timeline: {
      everyMs: EVERY_MS,
      acknowledged,
      processed,
      smallestIsr: cluster.map(({ isr }) => isr),
      brokersRunning: cluster.map(({ running }) => running),
    },
  };
}

const ids = (count: number): MessageId[] =>
  Array.from({ length: Math.min(20, count) }, (_, at) => `writer-1.${at % 5}:${4_100 + at}` as const);

export function brokenRun(seed: number): ProofResult {
  const run = heldRun({ seed, setting: 'acks-one', kinds: [0, 4] });
  const lines = run.lines.map((line) =>
    line.line === 'client'
      ? { ...line, lost: { count: 37, ids: ids(37) }, misordered: { count: 2, ids: ids(2) } }
      : line.line === 'transactional'
        ? { ...line, lost: { count: 37, ids: ids(37) } }
        : line,
  );
  const reasons = [
    'line client: 37 messages were acknowledged and are not in the topic',
    'line client: 2 messages are out of order',
    'line transactional: 37 messages were acknowledged and were not copied',
  ];
  return { ...run, verdict: 'broken', reasons, lines };
}

export function inconclusiveRun(seed: number): ProofResult {
  const run = heldRun({ seed, kinds: [5, 3] });
  return {
    ...run,
    verdict: 'inconclusive',
    reasons: [
      'kill-reader met nobody: no reader had work in flight within 10 s',
      'after kill-two the cluster was never whole again',
    ],
    faults: run.faults.map((fault, at) => (at === 1 ? { ...fault, wholeMs: Infinity } : fault)),
  };
}

/** Forty runs: one broken, two that cannot say. */
export function sampleSeries(): ProofSeries {
  const runs = Array.from({ length: 40 }, (_, at) => {
    const seed = 1_000 + at;
    if (at === 17) return brokenRun(seed);
    if (at === 5 || at === 30) return inconclusiveRun(seed);
    return heldRun({ seed, kinds: [at, at + 2, at + 3, at + 5].slice(0, 3 + (at % 2)) });
  });
  return {
    format: 'millrace-proof-series-1',
    command: 'make prove SEED=1000 SCHEDULES=40',
    startedAt: '2026-11-21T15:01:47.000Z',
    runs,
  };
}
