import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../../../local/kafka/write-whole';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-write-whole-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('replaces what was there, in a folder made for it', async () => {
  const path = join(folder, 'a', 'b.json');
  await writeWhole(path, 'old');
  await writeWhole(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(join(folder, 'a'))).toEqual(['b.json']);
});

it('leaves the old content and no draft when it fails', async () => {
  // A folder cannot be replaced by a file: the last step fails.
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
  await expect(writeWhole(join(folder, 'taken'), 'text')).rejects.toMatchObject({ code: /EISDIR|ENOTEMPTY|EEXIST/ });
  expect(await readdir(folder)).toEqual(['taken']);
});
