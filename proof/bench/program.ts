import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { withInterruption } from '../../local/platform/interrupt';
import { Steps } from '../../local/platform/steps';
import { runSuite } from './bench';
import { thisMachine } from './machine';
import { names, positive, positives, type Given } from './options';
import { suiteText } from './report/terminal';
import { renderBeside, writeRendered } from './report/write';
import type { BenchResult } from './result';
import { readResult, withSuite, writeResult } from './result-file';
import type { Suite } from './suite';
import { suites } from './suites';
import { versionsHere } from './versions';

type Options = Given & { readonly json?: string };

const commandOf = (name: string, given: Given): string => {
  const flags = Object.entries(given).map(([flag, value]) =>
    value === true ? `--${flag}` : `--${flag} ${String(value)}`,
  );
  return ['node --import tsx proof/bench/main.ts', name, ...flags].join(' ');
};

/** Suites one after the other; the file is written after each, so that a later failure costs only its own. */
async function bench(env: NodeJS.ProcessEnv, chosen: readonly Suite[], { json, ...given }: Options): Promise<void> {
  const steps = new Steps(process.stdout);
  const own = { format: 'millrace-bench-1', machine: thisMachine(), versions: versionsHere(env) } as const;
  let result: BenchResult = { ...own, suites: [] };
  if (json !== undefined && existsSync(json)) result = { ...(await readResult(json)), ...own };
  await withInterruption(async (signal) => {
    for (const suite of chosen) {
      process.stdout.write(`\n${suite.title}\n`);
      const run = { env, steps, signal, given, command: commandOf(suite.name, given) };
      const measured = await runSuite(suite, run);
      result = withSuite(result, measured);
      if (json !== undefined) await writeResult(json, result);
      process.stdout.write(suiteText(measured));
    }
  });
}

function suiteCommand(
  env: NodeJS.ProcessEnv,
  { name, title }: Pick<Suite, 'name' | 'title'>,
  chosen: readonly Suite[],
): Command {
  return new Command(name)
    .description(title)
    .option('--quick', 'seconds: shows that it works, the figures mean nothing')
    .option('--rounds <n>', 'runs of each contender', positive)
    .option('--records <n>', 'of 1 KB, in a run that measures throughput', positive)
    .option('--seconds <n>', 'length of a run that measures latency at a rate', positive)
    .option('--rates <list>', 'sends a second, with commas', positives)
    .option('--clients <list>', 'client libraries to measure, with commas', names)
    .option('--json <file>', "where figures go; a suite takes its older result's place")
    .action((options: Options) => bench(env, chosen, options));
}

/** The command behind `make bench`: ours against others in interleaved runs on real brokers. */
export function benchProgram(env: NodeJS.ProcessEnv): Command {
  const program = new Command('bench').description('Ours against others, in interleaved runs on real brokers');
  for (const suite of suites) program.addCommand(suiteCommand(env, suite, [suite]));
  program.addCommand(suiteCommand(env, { name: 'all', title: 'Every suite, one after the other' }, suites));
  program
    .command('render <file>')
    .description('Write the document and the chart that belong beside a result file')
    .action(async (file: string) => {
      const rendered = renderBeside(resolve(file), await readResult(file), process.cwd());
      await writeRendered(rendered);
      for (const each of rendered) process.stdout.write(`  ${relative(process.cwd(), each.file)}\n`);
    });
  return program;
}
