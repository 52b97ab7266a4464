import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultNamed } from '../../../proof/faults/registry';
import type { FaultName } from '../../../proof/faults/names';
import type { ProofResult } from '../../../proof/result';
import { sandboxReason } from '../../../proof/sandbox/possible';
import { settingNamed } from '../../../proof/settings/registry';

/** The command itself, short: what `make prove` is, with real brokers, faults, journals and reports. */
const root = join(__dirname, '../../..');
const LIMIT_MS = 400_000;

function prove(out: string, ...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'proof/main.ts', 'run', '--out', out, ...args],
    { cwd: root, encoding: 'utf8', timeout: LIMIT_MS },
  );
  return { status, output: `${stdout}${stderr}` };
}

describe('make prove', () => {
  let out: string;
  beforeAll(async () => (out = await mkdtemp(join(tmpdir(), 'millrace-prove-'))));
  afterAll(() => rm(out, { recursive: true, force: true }));

  it(
    'kills, freezes, wipes and cuts under load, and finds that no-loss holds',
    async () => {
      const here = (await sandboxReason()) === undefined;
      const faults: readonly FaultName[] = ['kill-leader', 'freeze-leader', 'wipe-disk', 'cut-off', 'kill-copier'];
      const possible = faults.filter((name) => here || !faultNamed(name).needs.includes('network'));
      const { status, output } = prove(
        out,
        // Its draw has all of them, with and without networks.
        '--seed',
        '27',
        '--schedules',
        '1',
        '--faults',
        '4',
        '--only',
        possible.join(),
      );
      expect(output).toContain('Held');
      expect(status).toBe(0);
      const result = JSON.parse(readFileSync(join(out, 'proof.json'), 'utf8')) as ProofResult;
      expect(result.verdict).toBe('held');
      expect(result.faults).toHaveLength(4);
      expect(new Set(result.faults.flatMap(({ name }) => name.split(' + ')))).toEqual(new Set(possible));
      for (const line of result.lines) expect(line.acknowledged).toBeGreaterThan(200);
      expect(result.lines.map(({ line }) => line)).toEqual(settingNamed('no-loss').lines);
      expect(existsSync(join(out, 'proof.html'))).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'finds what a single copy loses with its disk, and says so with its status',
    () => {
      const { status, output } = prove(
        out,
        '--setting',
        'one-replica',
        '--seed',
        '1',
        '--schedules',
        '1',
        '--faults',
        '1',
      );
      expect(output).toContain('acknowledged and not stored');
      expect(status).toBe(1);
      const { lines, faults } = JSON.parse(readFileSync(join(out, 'proof.json'), 'utf8')) as ProofResult;
      expect(faults.map(({ name }) => name)).toEqual(['wipe-disk']);
      expect(lines.some(({ lost }) => lost.count > 0)).toBe(true);
    },
    LIMIT_MS,
  );

  it('refuses what it does not know, with the names that there are', () => {
    expect(prove(out, '--setting', 'no-lost')).toMatchObject({
      status: 2,
      output: expect.stringContaining(
        "PROOF_SETTING_UNKNOWN: there is no setting 'no-lost'; there are no-loss,",
      ) as string,
    });
    expect(prove(out, '--only', 'kill-leaders').output).toContain("PROOF_OPTION: there is no fault 'kill-leaders'");
    expect(prove(out, '--faults', '0').output).toContain("option '--faults <n>' argument '0' is invalid");
  });
});
