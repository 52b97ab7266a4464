import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environments } from '../../environments';
import { accounts } from '../../environments/accounts';
import { review } from './review';
import { imagesRole, stacksToPlan } from './stacks';

/**
 * For jobs of GitHub Actions, by their own variables (`GITHUB_...`):
 * `stacks` says which stacks are planned, as the output `include` of the step, for a matrix of jobs;
 * `images-role ENVIRONMENT` gives, as the outputs `role` and `region`, how its images are pushed;
 * `comment` says on the pull request what the plans in `.millrace/diff/<stack>.txt` would change.
 */

const plans = join(resolve(__dirname, '..', '..'), '.millrace', 'diff');

/** Of the step: for those that come after it, and for the log. */
function give(outputs: Readonly<Record<string, string>>): void {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  const file = process.env['GITHUB_OUTPUT'];
  if (file) appendFileSync(file, lines.join(''));
  process.stdout.write(lines.join(''));
}

async function main([command, argument = '']: readonly string[]): Promise<void> {
  const chosen = stacksToPlan(Object.values(accounts), Object.values(environments));
  if (command === 'stacks') {
    give({ include: JSON.stringify(chosen.planned) });
    for (const note of chosen.notes) process.stdout.write(`${note}\n`);
  } else if (command === 'images-role') {
    give({ ...imagesRole(argument, Object.values(environments)) });
  } else if (command === 'comment') {
    process.stdout.write(`${await review(plans, chosen, process.env)}\n`);
  } else {
    throw new Error(`'${command ?? ''}' is no command: say stacks, images-role or comment`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
