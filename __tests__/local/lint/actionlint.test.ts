import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintWorkflows } from '../../../local/lint/actionlint';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-lint-'));
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** A Go whose `install` makes an actionlint that ends with the status. */
function go(status: number): Record<string, string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const build = `printf '#!/bin/sh\\nexit ${status}\\n' >"$GOBIN/actionlint"; chmod +x "$GOBIN/actionlint"`;
  writeFileSync(join(bin, 'go'), `#!/bin/sh\necho "$*" >>"${folder}/asked"\n${build}\n`);
  chmodSync(join(bin, 'go'), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: folder };
}

describe('the look at the workflows', () => {
  it('builds the pinned program once', async () => {
    const env = go(0);
    expect(await lintWorkflows(folder, env)).toEqual({ clean: true });
    expect(await lintWorkflows(folder, env)).toEqual({ clean: true });
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(
      /^install github\.com\/rhysd\/actionlint\/cmd\/actionlint@v\d+\.\d+\.\d+\n$/,
    );
  });

  it('tells faults from a failure of its own', async () => {
    expect(await lintWorkflows(folder, go(1))).toEqual({ clean: false });
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    await expect(lintWorkflows(folder, go(3))).rejects.toThrow(/ended with 3/);
  });

  it('says what is missing where there is no Go', async () => {
    const env = { PATH: join(folder, 'nowhere'), XDG_CACHE_HOME: folder };
    expect(await lintWorkflows(folder, env)).toEqual({
      skipped: expect.stringMatching(/Go, which is not installed/) as string,
    });
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });
});
