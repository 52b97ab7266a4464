import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Steps } from '../../../local/platform/steps';
import { commandOf, exitStatus, prove, unavailableHere, type ProveOptions } from '../../../proof/commands/prove';
import { faultNeeds } from '../../../proof/faults/fault';
import type { ProofResult, ProofSeries, Verdict } from '../../../proof/result';
import { runSchedule } from '../../../proof/run/run-schedule';
import type { Target } from '../../../proof/run/target';
import { sandboxReason } from '../../../proof/sandbox/possible';
import { settingNamed } from '../../../proof/settings/registry';
import { heldRun } from '../report/samples';

jest.mock('../../../proof/run/run-schedule');
jest.mock('../../../proof/sandbox/possible');

describe('the exit status', () => {
  it.each<[Verdict, number]>([
    ['held', 0],
    ['broken', 1],
    ['inconclusive', 2],
  ])('of %s is %d', (verdict, status) => expect(exitStatus[verdict]).toBe(status));
});

describe('the command that repeats it', () => {
  const four = { setting: 'no-loss', seed: 17, schedules: 4, faults: 2 };

  it.each<[Partial<ProveOptions>, string]>([
    [{}, 'make prove SEED=17 SCHEDULES=4 FAULTS=2'],
    [{ setting: 'available' }, 'make prove SEED=17 SCHEDULES=4 FAULTS=2 SETTING=available'],
    [{ only: ['kill-leader', 'cut-off'] }, 'make prove SEED=17 SCHEDULES=4 FAULTS=2 ONLY=kill-leader,cut-off'],
    [{ env: 'minikube' }, 'make prove SEED=17 SCHEDULES=4 FAULTS=2 ENV=minikube'],
    [{ env: 'minikube', http: true }, "make prove SEED=17 SCHEDULES=4 FAULTS=2 ENV=minikube PROVE_FLAGS='--http'"],
  ])('has what %j says', (options, command) => expect(commandOf({ ...four, ...options })).toBe(command));
});

describe('prove', () => {
  let out: string;
  const written: string[] = [];
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'millrace-prove-'));
    written.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(out, { recursive: true, force: true });
  });

  const target = {
    ground: { brokers: [1, 2, 3] },
    unavailable: (need: string) => (need === 'network' ? 'no networks here' : undefined),
    close: () => Promise.resolve(),
  } as unknown as Target;

  async function proveWith(changes: Partial<ProveOptions>, verdicts: readonly Verdict[]): Promise<number> {
    for (const verdict of verdicts)
      jest
        .mocked(runSchedule)
        .mockImplementationOnce(({ schedule, command }) =>
          Promise.resolve({ ...heldRun({ seed: schedule.seed }), command, verdict }),
        );
    const options = { setting: 'no-loss', seed: 3, schedules: verdicts.length, faults: 1, out, ...changes };
    return prove(settingNamed(options.setting), options, {
      steps: new Steps(new PassThrough() as unknown as NodeJS.WriteStream),
      interrupted: new AbortController().signal,
      open: () => () => Promise.resolve(target),
    });
  }

  const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(out, file), 'utf8')) as T;
  const asked = { setting: 'acks-1', only: ['kill-leader', 'cut-off'] } as const;

  it('writes into a series how to repeat it, and each of its runs', async () => {
    expect(await proveWith(asked, ['held', 'held'])).toBe(0);
    const { command, runs } = await read<ProofSeries>('proof-series.json');
    const same = 'FAULTS=1 SETTING=acks-1 ONLY=kill-leader,cut-off';
    expect(command).toBe(`make prove SEED=3 SCHEDULES=2 ${same}`);
    expect(runs.map((run) => run.command)).toEqual([
      `make prove SEED=3 SCHEDULES=1 ${same}`,
      `make prove SEED=4 SCHEDULES=1 ${same}`,
    ]);
  });

  it('writes of one run its own report, with what was left out, and says it', async () => {
    expect(await proveWith(asked, ['inconclusive'])).toBe(2);
    const { leftOut } = await read<ProofResult>('proof.json');
    expect(leftOut).toEqual([{ name: 'cut-off', reason: 'no networks here' }]);
    expect(written.join('')).toContain('Left out: cut-off (no networks here)');
  });

  it('ends with 1 when one run of several is broken', async () => {
    expect(await proveWith({}, ['held', 'broken', 'inconclusive'])).toBe(1);
  });
});

describe('what is known of this machine', () => {
  it.each([undefined, 'this is darwin'])(
    'leaves out what needs a sandbox and machines, where there is %p',
    async (no) => {
      jest.mocked(sandboxReason).mockResolvedValue(no);
      const unavailable = await unavailableHere();
      const reasons = Object.fromEntries(faultNeeds.map((need) => [need, unavailable(need)]));
      expect(reasons).toEqual({
        network: no,
        volumes: no,
        machines: expect.stringContaining('ENV=minikube') as string,
      });
    },
  );
});
