import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countsOf, plus, summaryLine, type Counts, type JestReport } from './test-counts';

/**
 * All checks one after the other, the quick ones first; goes on after a failure, so that one run says everything.
 * Ends with the line `N passed, N failed`, in which each check that is no test suite counts as one test.
 */
const repository = resolve(__dirname, '..', '..');
const results = join(repository, '.millrace', 'test-results');
export const summaryFile = join(results, 'summary');

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Where Jest writes its report; without one the exit status is the result. */
  readonly report?: string;
  readonly limitMinutes: number;
  /** What this machine must have for it, as `.ci/run` says in MILLRACE_REQUIRE. @default - nothing */
  readonly needs?: string;
}

function jest(project: string, limitMinutes: number, ...flags: readonly string[]): Step {
  const report = join(results, `${project}.json`);
  const command = ['jest', '--ci', `--selectProjects=${project}`, '--json', `--outputFile=${report}`, ...flags];
  return { name: `${project} tests`, command, report, limitMinutes };
}

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '--noEmit'], limitMinutes: 5 },
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'], limitMinutes: 5 },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'], limitMinutes: 2 },
  { name: 'workflows', command: ['tsx', 'local/lint/main.ts'], limitMinutes: 5 },
  { name: 'stacks', command: ['tsx', 'local/build/check-synth.ts'], limitMinutes: 5 },
  jest('unit', 10, `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`),
  // One after the other: each starts brokers of its own.
  jest('integration', 45, '--runInBand'),
  // The cluster that kubectl's current context names might be anybody's: only where one was made for it.
  { ...jest('e2e', 20, '--runInBand'), needs: 'kubernetes' },
];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @returns whether it ended with 0 */
function run({ command, limitMinutes }: Step): Promise<boolean> {
  const [tool = '', ...args] = command;
  return new Promise((settle) => {
    const child = spawn(join(repository, 'node_modules', '.bin', tool), args, {
      cwd: repository,
      stdio: 'inherit',
      timeout: limitMinutes * 60_000,
    });
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
}

function leaveOut({ name, needs = '' }: Step): Counts {
  say(
    `\n▸ ${name}\n- ${name}: skipped, for MILLRACE_REQUIRE does not name ${needs}; .ci/run has it where it can be had`,
  );
  return { passed: 0, failed: 0, skipped: 1 };
}

async function take(step: Step): Promise<Counts> {
  const started = performance.now();
  say(`\n▸ ${step.name}`);
  if (step.report !== undefined) rmSync(step.report, { force: true });
  const ok = await run(step);
  const written = step.report !== undefined && existsSync(step.report);
  const report = written ? (JSON.parse(readFileSync(step.report, 'utf8')) as JestReport) : undefined;
  const counts = countsOf(ok, report);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${counts.failed === 0 ? '✓' : '✗'} ${step.name}: ${summaryLine(counts)}, ${seconds} s`);
  return counts;
}

/**
 * @param names of the steps to take, such as `types` or `unit`; all of them when there is none
 * @param required what this machine must have; a step that is not named and needs something else is left out
 */
async function main(names: readonly string[], required: ReadonlySet<string>): Promise<void> {
  const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name.replace(' tests', '')));
  if (chosen.length === 0) throw new Error(`no such step: ${names.join(', ')}`);
  mkdirSync(results, { recursive: true });
  rmSync(summaryFile, { force: true });
  let total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const step of chosen) {
    const wanted = names.length > 0 || step.needs === undefined || required.has(step.needs);
    total = plus(total, wanted ? await take(step) : leaveOut(step));
  }
  writeFileSync(summaryFile, `${summaryLine(total)}\n`);
  say(`\nreports: ${relative(repository, results)}`);
  say(summaryLine(total));
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

// The step gets the terminal's interrupt too; it is not followed by the next one.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(status));

if (require.main === module) {
  const options = { require: { type: 'string', default: '' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  main(positionals, new Set(values.require.split(','))).catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
