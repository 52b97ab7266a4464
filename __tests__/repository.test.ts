import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const makefile = read('Makefile');
const targets = new Set([...makefile.matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, target]) => target));
const documents = [
  'README.md',
  ...readdir('docs/adr'),
  ...readdir('docs').filter((file) => !file.startsWith('docs/adr/')),
  'charts/README.md',
];

function readdir(folder: string): string[] {
  return execFileSync('find', [folder, '-name', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
}

describe('documents', () => {
  it('name only make targets that there are', () => {
    const named = documents.flatMap((file) => [...read(file).matchAll(/(?:^ {4}|`)make ([a-z][a-z0-9-]*)/gm)]);
    expect(named.length).toBeGreaterThan(10);
    expect(named.map(([, target]) => target).filter((target) => !targets.has(target))).toEqual([]);
  });

  it('link only to files that there are', () => {
    for (const file of documents) {
      const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link ?? '');
      const missing = links.filter((link) => !existsSync(join(root, file, '..', link)));
      expect({ file, missing }).toEqual({ file, missing: [] });
    }
  });
});

describe('the Makefile', () => {
  // `make test` runs these tests: a make below it would say where it is.
  const help = execFileSync('make', ['--no-print-directory', 'help'], { cwd: root, encoding: 'utf8' });

  it('lists every target that a user may ask for, with a line of help', () => {
    const internal = ['node', 'runtime', 'full'];
    const listed = [...help.matchAll(/^ {2}(\S+) +\S/gm)].map(([, target]) => target);
    expect(listed.sort()).toEqual([...targets].filter((target) => !internal.includes(target ?? '')).sort());
  });

  it('prints the title of each section above its targets', () => {
    const titles = [...makefile.matchAll(/^##@ (.+)$/gm)].map(([, title]) => title);
    expect(titles.length).toBeGreaterThan(2);
    expect([...help.matchAll(/^(\S.*)$/gm)].map(([, title]) => title)).toEqual(titles);
  });
});

describe('package-lock.json', () => {
  it('holds versions and checksums, and no download address of a registry', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Record<string, unknown>> };
    const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, entry]) => 'resolved' in entry).map(([name]) => name)).toEqual([]);
    expect(
      packages
        .filter(([, entry]) => !('integrity' in entry) && !('link' in entry) && !('inBundle' in entry))
        .map(([name]) => name),
    ).toEqual([]);
  });
});
