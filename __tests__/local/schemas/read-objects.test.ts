import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { objectsIn } from '../../../local/schemas/read-objects';

describe('objects in files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-read-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  it('are every document of YAML and JSON at any depth, without the values of charts', () => {
    write({
      'a/b/two.yaml': 'kind: A\n---\nkind: B\n---\n# nothing\n',
      'c.json': '{"kind": "C"}',
      'd.yml': 'kind: D',
      'a/values.yaml': 'replicas: 1',
      'notes.md': 'kind: E',
    });
    expect(objectsIn([folder])).toEqual([
      { file: join(folder, 'a/b/two.yaml'), object: { kind: 'A' } },
      { file: join(folder, 'a/b/two.yaml'), object: { kind: 'B' } },
      { file: join(folder, 'c.json'), object: { kind: 'C' } },
      { file: join(folder, 'd.yml'), object: { kind: 'D' } },
    ]);
  });

  it('are read from a file that is named, whatever its name', () => {
    write({ 'values.yaml': 'kind: A' });
    expect(objectsIn([join(folder, 'values.yaml')])).toHaveLength(1);
  });

  it.each<[string, () => string[], string, string]>([
    ['no paths', () => [], 'SCHEMAS_NO_OBJECTS', 'in nothing'],
    ['a folder without any', () => [folder], 'SCHEMAS_NO_OBJECTS', 'make render'],
    ['what is not there', () => [join(folder, 'gone')], 'SCHEMAS_NOT_READ', 'gone'],
    ['what is not YAML', () => [join(folder, 'wrong.yaml')], 'SCHEMAS_NOT_READ', 'wrong.yaml'],
  ])('rejects %s', (name, paths, code, words) => {
    if (name === 'what is not YAML') write({ 'wrong.yaml': 'kind: A\nkind: B' });
    expect(() => objectsIn(paths())).toThrow(
      expect.objectContaining({ code, canRetry: false, message: expect.stringContaining(words) as string }) as Error,
    );
  });
});
