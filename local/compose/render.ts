import { mkdirSync, readFileSync, rmSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { environments } from '../../environments';
import type { Environment } from '../../model/environment';
import { resolve } from '../../model/resolve';
import { configFolder } from './compose-file';
import { composeFiles } from './files';

/** `npx tsx local/compose/render.ts` writes docker-compose.yml and what it reads; `--check` only says what differs. */

const repository = resolvePath(__dirname, '..', '..');

export function composeEnvironment(): Environment {
  const spec = Object.values(environments).find(({ platform }) => platform.kind === 'compose');
  if (spec === undefined) throw new Error("environments/ has none of kind 'compose'");
  return resolve(spec);
}

function present(path: string): string | undefined {
  try {
    return readFileSync(join(repository, path), 'utf8');
  } catch {
    return undefined;
  }
}

/** Files in the folder of rendered ones that nothing renders any more. */
function left(files: ReadonlyMap<string, string>): string[] {
  const there = readdirSync(join(repository, configFolder)).map((file) => `${configFolder}/${file}`);
  return there.filter((file) => !files.has(file));
}

/** Paths whose content on disk is not what the model renders. */
export function stale(environment: Environment = composeEnvironment()): string[] {
  const files = composeFiles(environment);
  return [...[...files].filter(([path, content]) => present(path) !== content).map(([path]) => path), ...left(files)];
}

function write(): void {
  mkdirSync(join(repository, configFolder), { recursive: true });
  const files = composeFiles(composeEnvironment());
  for (const path of stale()) {
    const content = files.get(path);
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    if (content === undefined) rmSync(join(repository, path));
    else writeFileSync(join(repository, path), content);
    process.stdout.write(`${content === undefined ? 'removed' : 'written'}: ${path}\n`);
  }
}

function main(options: readonly string[]): void {
  if (!options.includes('--check')) return write();
  const differing = stale();
  if (differing.length === 0) return;
  process.stderr.write(`not what the model renders: ${differing.join(', ')}; run \`make compose\`\n`);
  process.exitCode = 1;
}

if (require.main === module) main(process.argv.slice(2));
