import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generatedFolders } from './generate';

export interface Difference {
  readonly path: string;
  /** What it should hold. @default - it should not be there */
  readonly content?: string;
}

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, folder, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(root, path).replaceAll('\\', '/'));
}

/** What under `root` is not what the generator gives: changed, missing, or left over from another version. */
export function differences(files: ReadonlyMap<string, string>, root: string): Difference[] {
  const there = new Set(generatedFolders.flatMap((folder) => filesIn(root, folder)));
  const wrong = [...files].filter(
    ([path, content]) => !there.has(path) || readFileSync(join(root, path), 'utf8') !== content,
  );
  return [
    ...wrong.map(([path, content]) => ({ path, content })),
    ...[...there].filter((path) => !files.has(path)).map((path) => ({ path })),
  ];
}
