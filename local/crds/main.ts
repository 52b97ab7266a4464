import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CrdsError } from './crds-error';
import { differences } from './differences';
import { generatedFiles } from './generate';

/** `make crds`: writes the charts of CRDs and the types of their objects; `--check` only says what differs. */

const repository = resolve(__dirname, '..', '..');

async function main(options: readonly string[]): Promise<void> {
  const wrong = differences(await generatedFiles(process.env), repository);
  if (options.includes('--check')) {
    if (wrong.length === 0) return;
    const paths = wrong.map(({ path }) => path).join(', ');
    throw new CrdsError(
      'CRDS_OUTDATED',
      `not what the versions of model/versions.ts give: ${paths}; run \`make crds\``,
    );
  }
  for (const { path, content } of wrong) {
    const file = join(repository, path);
    mkdirSync(dirname(file), { recursive: true });
    if (content === undefined) rmSync(file);
    else writeFileSync(file, content);
    process.stdout.write(`${content === undefined ? 'removed' : 'written'}: ${path}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
