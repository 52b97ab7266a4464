import { median } from '../../local/bench/statistics';
import type { FigureName, Figures } from './figures';
import type { CaseResult, Pair } from './result';

/** The middle of the rounds that have it. */
export function medianOf(rounds: readonly Figures[], figure: FigureName): number | undefined {
  const values = rounds.flatMap((round) => round[figure] ?? []);
  return values.length === 0 ? undefined : median(values);
}

export interface Ratio {
  readonly median: number;
  /** Smallest and largest of the rounds'. */
  readonly least: number;
  readonly most: number;
}

const roundsOf = ({ contenders }: CaseResult, name: string): readonly Figures[] =>
  contenders.find((contender) => contender.name === name)?.rounds ?? [];

/** The median of the rounds' ratios, ours to theirs: the machine's mood falls on both sides of a round. */
export function ratioOf(result: CaseResult, { ours, theirs }: Pair, figure: FigureName): Ratio | undefined {
  const others = roundsOf(result, theirs);
  const ratios = roundsOf(result, ours).flatMap((round, index) => {
    const [mine, other] = [round[figure], others[index]?.[figure]];
    return mine === undefined || other === undefined || other === 0 ? [] : [mine / other];
  });
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
