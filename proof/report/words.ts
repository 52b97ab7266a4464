import type { FlawName } from '../ledger/verdict';
import type { ProofResult, ProofSeries, Verdict } from '../result';
import { count, counted, duration } from './figures';
import { seriesVerdict, totalsOf, type Totals } from './totals';

/** The verdict as a heading, with the sign that says it without colour. */
export const verdictWords: Readonly<Record<Verdict, { sign: string; word: string; meaning: string }>> = {
  held: { sign: '✓', word: 'Held', meaning: 'No promise was broken.' },
  broken: { sign: '✗', word: 'Broken', meaning: 'A promise was broken.' },
  inconclusive: { sign: '?', word: 'Inconclusive', meaning: 'This proves nothing either way.' },
};

/** What a flaw is called, and what it means. */
export const flawWords: Readonly<Record<FlawName, { title: string; none: string; some: string; meaning: string }>> = {
  lost: { title: 'Lost', none: 'none lost', some: 'lost', meaning: 'Acknowledged, and not in the topic.' },
  unprocessed: {
    title: 'Never processed',
    none: 'none left unprocessed',
    some: 'never processed',
    meaning: 'In the topic, and never processed by the group.',
  },
  duplicated: {
    title: 'Duplicated',
    none: 'none twice',
    some: 'stored twice',
    meaning: 'In the topic more than once.',
  },
  misordered: {
    title: 'Out of order',
    none: 'order kept',
    some: 'out of order',
    meaning: "Behind a later number of its key, or in another partition than its key's.",
  },
  neverAttempted: {
    title: 'Never attempted',
    none: '',
    some: 'stored that nobody wrote',
    meaning: 'In the topic, and never attempted.',
  },
  refusedButStored: {
    title: 'Refused, but stored',
    none: '',
    some: 'stored though refused',
    meaning: 'In the topic, although the client was told that nothing was stored.',
  },
};

const told: readonly FlawName[] = [
  'lost',
  'duplicated',
  'misordered',
  'unprocessed',
  'neverAttempted',
  'refusedButStored',
];

/**
 * What was seen, in one sentence made of the counts alone, never of the verdict: a result that contradicts itself is
 * seen to do so.
 */
export function summarySentence(totals: Totals): string {
  if (totals.attempted === 0) return 'No message was counted: none was sent, or nobody could look at what is stored.';
  if (totals.acknowledged === 0) {
    return `No message was acknowledged (${counted(totals.attempted, 'attempt')}), so there was nothing to lose.`;
  }
  const flaws = told
    .map((name) => {
      const words = flawWords[name];
      const [first, ...others] = totals.flaws[name];
      if (first === undefined) return words.none;
      const more = others.map((of) => ` and ${count(of.count)} on line ${of.line}`);
      return `${count(first.count)} ${words.some} on line ${first.line}${more.join('')}`;
    })
    .filter((words) => words !== '');
  const stalls = `longest stall of writes ${duration(totals.longestWriteStallMs)}, of reads ${duration(totals.longestReadStallMs)}`;
  return `${counted(totals.acknowledged, 'message')} acknowledged, ${flaws.join(', ')}; ${stalls}.`;
}

/** `kill-leader, wipe-disk (2 times)`, in the order in which they came first. */
export function faultList(faults: readonly { readonly name: string }[]): string {
  if (faults.length === 0) return 'no fault';
  const names = [...new Set(faults.map(({ name }) => name))];
  return names
    .map((name) => ({ name, times: faults.filter((fault) => fault.name === name).length }))
    .map(({ name, times }) => (times === 1 ? name : `${name} (${times} times)`))
    .join(', ');
}

export interface Headline {
  readonly verdict: Verdict;
  readonly sign: string;
  /** `Held: no promise was broken under 4 faults.` */
  readonly title: string;
  readonly sentence: string;
  readonly reasons: readonly string[];
}

export function runHeadline(result: ProofResult): Headline {
  const { sign, word, meaning } = verdictWords[result.verdict];
  const under = `${counted(result.faults.length, 'fault')} in ${duration(result.durationMs)}`;
  return {
    verdict: result.verdict,
    sign,
    title: `${word}. ${meaning}`,
    sentence: `${under}: ${summarySentence(totalsOf([result]))}`,
    reasons: result.reasons,
  };
}

const many = (runs: readonly ProofResult[], verdict: Verdict): number =>
  runs.filter((run) => run.verdict === verdict).length;

export function seriesHeadline(series: ProofSeries): Headline {
  const { runs } = series;
  const verdict = seriesVerdict(series);
  const { sign, word } = verdictWords[verdict];
  const parts = (['held', 'broken', 'inconclusive'] as const)
    .map((name) => ({ name, times: many(runs, name) }))
    .filter(({ times }) => times > 0)
    .map(({ name, times }) => `${count(times)} ${name}`);
  const faults = runs.reduce((total, run) => total + run.faults.length, 0);
  return {
    verdict,
    sign,
    title:
      runs.length === 0
        ? `${word}. There was no run.`
        : `${word}. Of ${counted(runs.length, 'run')}, ${parts.join(', ')}.`,
    sentence: `${counted(faults, 'fault')} over all: ${summarySentence(totalsOf(runs))}`,
    reasons: [],
  };
}
