import { figureNames, figures, type FigureName } from '../figures';
import type { CaseResult } from '../result';
import { medianOf, ratioOf, type Ratio } from '../statistics';

/** A case as rows of text: for the terminal and for markdown alike. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const shown = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The figures that any contender of the case has. */
function figuresIn({ contenders }: CaseResult): FigureName[] {
  return figureNames.filter((name) => {
    const values = contenders.flatMap(({ rounds }) => rounds.flatMap((round) => round[name] ?? []));
    return name === 'failed' ? values.some((value) => value > 0) : values.length > 0;
  });
}

/** Each contender's medians. */
export function contenderTable(result: CaseResult): Table {
  const names = figuresIn(result);
  return {
    header: ['contender (median)', ...names.map((name) => figures[name].title)],
    rows: result.contenders.map(({ name, rounds }) => [
      name,
      ...names.map((figure) => {
        const value = medianOf(rounds, figure);
        return value === undefined ? '' : shown(value, figures[figure].digits);
      }),
    ]),
  };
}

const range = ({ median, least, most }: Ratio): string => `${shown(median, 2)} (${shown(least, 2)}–${shown(most, 2)})`;

/** Counts of what is unanswered or failed make no ratio. */
const NO_RATIO: ReadonlySet<FigureName> = new Set(['queueMiddle', 'queueEnd', 'failed', 'maxMs', 'recordsPerRequest']);

/** @returns `undefined` when nothing is compared with anything */
export function ratioTable(result: CaseResult): Table | undefined {
  const names = figuresIn(result).filter(
    (name) => !NO_RATIO.has(name) && result.pairs.some((pair) => ratioOf(result, pair, name) !== undefined),
  );
  if (names.length === 0) return undefined;
  return {
    header: ['ratio, median (range)', ...names.map((name) => figures[name].title)],
    rows: result.pairs.map((pair) => [
      `${pair.ours} / ${pair.theirs}`,
      ...names.map((name) => {
        const ratio = ratioOf(result, pair, name);
        return ratio === undefined ? '' : range(ratio);
      }),
    ]),
  };
}
