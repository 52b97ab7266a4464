import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { EnvironmentInvalidError } from '../../model/violation';
import { CapacityError } from './capacity-error';
import { pageWith } from './page';
import { renderPicture } from './picture';
import { shownOf, timesOf } from './shown';
import { renderPlan } from './table';

/** `make plan-capacity`: what limits the brokers of an environment on EKS, and what it costs. Asks nobody, changes nothing. */

const repository = join(__dirname, '../..');

interface Options {
  readonly env: string;
  readonly times: string;
  readonly json?: boolean;
  readonly document?: boolean;
}

function plan({ env, times, json, document }: Options): void {
  const shown = shownOf(env, timesOf(times));
  if (document === true) {
    const page = join(repository, 'docs/capacity.md');
    writeFileSync(page, pageWith(readFileSync(page, 'utf8'), renderPlan(shown)));
    return;
  }
  if (json === true) {
    const { plan: capacity, cost } = shown;
    process.stdout.write(`${JSON.stringify({ environment: env, times: shown.times, ...capacity, cost }, null, 2)}\n`);
    return;
  }
  const folder = join(repository, '.millrace/capacity');
  const picture = join(folder, `${env}.svg`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(picture, renderPicture(shown));
  process.stdout.write(`${renderPlan(shown)}\nThe picture: ${relative(process.cwd(), picture)}\n`);
}

const command = new Command('plan-capacity')
  .description('What limits the brokers of an environment on EKS, and what it costs')
  .requiredOption('--env <name>', 'environment of environments/')
  .option('--times <factor>', 'multiplies all write rates: what breaks first?', '1')
  .option('--json', 'the figures alone, for programs')
  .option('--document', 'writes the table into docs/capacity.md')
  .action(plan);

try {
  command.parse();
} catch (error) {
  if (error instanceof CapacityError) process.stderr.write(`${error.code}: ${error.message}\n`);
  else
    process.stderr.write(
      `${error instanceof EnvironmentInvalidError ? error.message : String((error as Error).stack)}\n`,
    );
  process.exitCode = 1;
}
