import { resolve } from 'node:path';
import { lintWorkflows } from './actionlint';

/** Of `make lint`: the workflows of GitHub Actions. Without Go it says so and passes, but not in CI, which must have looked. */

const repository = resolve(__dirname, '..', '..');

async function main(): Promise<void> {
  const linted = await lintWorkflows(repository, process.env);
  if ('clean' in linted) {
    if (!linted.clean) process.exitCode = 1;
    return;
  }
  process.stderr.write(`${linted.skipped}\n`);
  if (process.env['CI']) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
