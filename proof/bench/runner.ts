import type { Steps } from '../../local/platform/steps';
import type { FigureName, Figures } from './figures';
import { figures as known } from './figures';
import type { CaseResult, LeftOut } from './result';
import type { BenchCase, Contender, Together } from './suite';

interface Run {
  readonly steps: Steps;
  readonly signal: AbortSignal;
}

const HEADLINES: readonly FigureName[] = ['recordsPerSecond', 'p50Ms', 'p99Ms', 'p999Ms', 'failed'];

/** The figures that say at once how a run went. */
export function headline(figures: Figures): string {
  const parts = HEADLINES.flatMap((name) => {
    const value = figures[name];
    if (value === undefined || (name === 'failed' && value === 0)) return [];
    const { digits, title } = known[name];
    return [`${value.toLocaleString('en-US', { maximumFractionDigits: digits })} ${title}`];
  });
  return parts.join(', ');
}

/** Each round begins with another contender, so that none is always the first on cold caches. */
export function orderOf<T>(all: readonly T[], round: number): T[] {
  const first = all.length === 0 ? 0 : round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

type Measured = Pick<CaseResult, 'contenders' | 'leftOut'>;

/** One case: in each round all contenders, on the same brokers. */
export async function runCase(benchCase: BenchCase, rounds: number, run: Run): Promise<CaseResult> {
  const { title, pairs, prepare, contenders } = benchCase;
  if (prepare !== undefined) await run.steps.run(`${title}: prepared`, prepare);
  const measured =
    'run' in contenders
      ? await runTogether(title, contenders, rounds, run)
      : await runInTurn(title, contenders, rounds, run);
  const leftOut = [...(benchCase.leftOut ?? []), ...measured.leftOut];
  const there = (sought: string): boolean => measured.contenders.some(({ name }) => name === sought);
  return { ...measured, title, pairs: pairs.filter(({ ours, theirs }) => there(ours) && there(theirs)), leftOut };
}

async function runTogether(title: string, { names, run }: Together, rounds: number, { steps, signal }: Run) {
  const results: Readonly<Record<string, Figures>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    signal.throwIfAborted();
    const where = `${title}, round ${round + 1}`;
    const said = (figures: Readonly<Record<string, Figures>>): string =>
      `${where}: ${names.map((name) => `${name}: ${headline(figures[name] ?? {})}`).join('; ')}`;
    results.push(await steps.run(where, run, said));
  }
  const contenders = names.map((name) => ({ name, rounds: results.map((figures) => figures[name] ?? {}) }));
  return { contenders, leftOut: [] } satisfies Measured;
}

async function runInTurn(title: string, all: readonly Contender[], rounds: number, { steps, signal }: Run) {
  const results = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
  const leftOut: LeftOut[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of orderOf(all, round)) {
      signal.throwIfAborted();
      const runs = results.get(contender.name);
      if (runs === undefined) continue; // it failed in an earlier round
      const failure = await attempt(contender, runs, `${title}, round ${round + 1}`, steps);
      signal.throwIfAborted();
      if (failure === undefined) continue;
      results.delete(contender.name);
      leftOut.push({ name: contender.name, reason: failure });
    }
  }
  const contenders = [...results].map(([name, runs]) => ({ name, rounds: runs }));
  return { contenders, leftOut } satisfies Measured;
}

/** @returns why somebody else's contender failed; our own failing ends the run. */
async function attempt(
  { name, run, foreign = false }: Contender,
  runs: Figures[],
  where: string,
  steps: Steps,
): Promise<string | undefined> {
  try {
    runs.push(await steps.run(`${where}: ${name}`, run, (figures) => `${where}: ${name}: ${headline(figures)}`));
    return undefined;
  } catch (error) {
    if (!foreign) throw error;
    const [reason = ''] = (error as Error).message.split('\n');
    steps.note(`${name} is left out: ${reason}`);
    return `failed: ${reason}`;
  }
}
