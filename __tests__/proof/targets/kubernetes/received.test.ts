import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kubectl } from '../../../../proof/targets/kubernetes/kubectl';
import { receive } from '../../../../proof/targets/kubernetes/received';

/** What a program in a pod sends, as `in-pod/send.ts` does; `cut` breaks the connection before the end. */
const sender = (text: string, cut: number): string => `
  const { createHash } = require('node:crypto');
  const text = ${JSON.stringify(text)};
  const zipped = require('node:zlib').gzipSync(text);
  process.stdout.write(zipped.subarray(0, zipped.length - ${cut}), () => {
    if (${cut} === 0) console.error(JSON.stringify({ end: true, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') }));
  });`;

/** In the place of kubectl: the first program that is given, then the next. */
class Programs extends Kubectl {
  calls = 0;
  constructor(private readonly programs: readonly string[]) {
    super([], {});
  }

  override start() {
    const program = this.programs[Math.min(this.calls, this.programs.length - 1)] ?? '';
    this.calls += 1;
    return spawn(process.execPath, ['-e', program]);
  }
}

describe('a journal that is fetched', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-received-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const text = 'A 1 w.1:0\n'.repeat(1_000);

  it('is whole, also when the connection broke before', async () => {
    const kubectl = new Programs([sender(text, 9), sender(text, 0)]);
    await receive(kubectl, ['exec'], join(dir, 'journal'));
    expect(await readFile(join(dir, 'journal'), 'utf8')).toBe(text);
    expect(kubectl.calls).toBe(2);
    expect(await readdir(dir)).toEqual(['journal']);
  });

  it.each([
    ['a broken connection', sender(text, 9)],
    // The compressed text ends as it should: only the missing trailer tells.
    ['an end without its trailer', sender(text, 0).replace('=== 0', '=== 1')],
    ['other bytes than were sent', sender(text, 0).replace('bytes: text.length', 'bytes: 7')],
  ])('is not taken with %s', async (_, program) => {
    const kubectl = new Programs([program]);
    await expect(receive(kubectl, ['exec'], join(dir, 'journal'))).rejects.toMatchObject({
      code: 'PROOF_COMMAND_FAILED',
    });
    expect(kubectl.calls).toBe(3);
    expect(await readdir(dir)).toEqual([]);
  });
});
