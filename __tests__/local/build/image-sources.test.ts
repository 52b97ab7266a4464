import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** The image's build type-checks what it is given: an import of a file that it is not given fails there, minutes late. */
const root = join(__dirname, '../../..');

/** Paths that `.dockerignore` lets through. */
const given = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

const isGiven = (path: string): boolean => given.some((entry) => path === entry || path.startsWith(`${entry}/`));

function sourcesOf(entry: string): string[] {
  if (!statSync(join(root, entry)).isDirectory()) return [entry].filter((file) => file.endsWith('.ts'));
  return readdirSync(join(root, entry), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => posix.join(entry, file));
}

const importsOf = (file: string): string[] =>
  ts
    .preProcessFile(readFileSync(join(root, file), 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(file), name));

describe("the image's sources", () => {
  const sources = given.flatMap(sourcesOf);

  test('import nothing that the build is not given', () => {
    expect(sources.length).toBeGreaterThan(100);
    const outside = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => !isGiven(target) && !isGiven(`${target}.ts`))
        .map((target) => `${file} -> ${target}`),
    );
    expect(outside).toEqual([]);
  });

  test('are copied by the Dockerfile, all of them', () => {
    const copied = readFileSync(join(root, 'Dockerfile'), 'utf8')
      .split('\n')
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    const missing = given.filter((entry) => !copied.some((path) => entry === path || entry.startsWith(`${path}/`)));
    expect(missing).toEqual([]);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
