import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askCheckov, checkovVersion, installCheckov } from '../../../local/scan/checkov';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-python-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Python that says it is 3.12, installs as the script says, and answers for checkov with a text. */
function python(pip: string, checkov = 'exit 3'): Record<string, string> {
  const script = `#!/bin/bash
case "$*" in
  -c*) echo 3.12 ;;
  *"pip install"*) echo "$*" >>"${folder}/asked"; ${pip} ;;
  *) ${checkov} ;;
esac
`;
  writeFileSync(join(folder, 'python3'), script);
  chmodSync(join(folder, 'python3'), 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache') };
}

const tools = (): string[] => readdirSync(join(folder, 'cache', 'millrace', 'tools'));

describe('checkov', () => {
  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is fetched once, at the pinned versions, into a folder that says what is in it', async () => {
    const env = python('true');
    const installed = await installCheckov(env);
    expect(installed).toMatch(/\/checkov-[\d.]+-[0-9a-f]{8}-python3\.12$/);
    expect(installed).toContain(`checkov-${checkovVersion()}-`);
    expect(existsSync(installed)).toBe(true);
    expect(await installCheckov(env)).toBe(installed);
    expect(readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')).toEqual([
      expect.stringMatching(/--target \S+ --requirement \S+\/local\/scan\/requirements\.txt$/),
    ]);
    expect(tools()).toHaveLength(1);
  });

  it('rejects what pip cannot install, says how to, and leaves nothing half done', async () => {
    await expect(installCheckov(python('echo "no route" >&2; exit 1'))).rejects.toMatchObject({
      code: 'SCAN_TOOL_MISSING',
      canRetry: true,
      message: expect.stringMatching(/python3-pip[^]*no route/) as string,
    });
    expect(tools()).toEqual([]);
  });

  it('rejects a machine without Python', async () => {
    const env = { PATH: join(folder, 'nowhere'), XDG_CACHE_HOME: folder };
    await expect(installCheckov(env)).rejects.toMatchObject({ code: 'SCAN_TOOL_MISSING', canRetry: false });
  });

  it('gives what passed and failed of all that it looked at, and nothing where it had nothing to say', async () => {
    const verdict = (check: string): object => ({ check_id: check });
    const results = (failed: object[], passed: object[]): object => ({
      results: { failed_checks: failed, passed_checks: passed, skipped_checks: [], parsing_errors: [] },
    });
    const text = JSON.stringify([results([verdict('A')], [verdict('B')]), results([], [verdict('C')])]);
    const answer = { failed: [{ check_id: 'A' }], passed: [{ check_id: 'B' }, { check_id: 'C' }] };
    expect(await askCheckov(folder, folder, python('true', `echo '${text}'`))).toEqual(answer);
    const none = python('true', `echo '{"passed": 0, "resource_count": 0}'`);
    expect(await askCheckov(folder, folder, none)).toEqual({ failed: [], passed: [] });
  });

  it('rejects its failure, with its last words', async () => {
    await expect(askCheckov(folder, folder, python('true', 'echo "Traceback" >&2; exit 1'))).rejects.toMatchObject({
      code: 'SCAN_NO_ANSWER',
      message: expect.stringContaining('Traceback') as string,
    });
  });

  it('rejects files that it could not read', async () => {
    const text = JSON.stringify({
      results: { failed_checks: [], passed_checks: [], skipped_checks: [], parsing_errors: ['/scan/cdk.tf.json'] },
    });
    await expect(askCheckov(folder, folder, python('true', `echo '${text}'`))).rejects.toMatchObject({
      code: 'SCAN_NO_ANSWER',
      message: expect.stringContaining('/scan/cdk.tf.json') as string,
    });
  });
});
