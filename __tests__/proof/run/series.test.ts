import { PassThrough } from 'node:stream';
import { Steps } from '../../../local/platform/steps';
import type { FaultNeed } from '../../../proof/faults/fault';
import type { ProofResult, Verdict } from '../../../proof/result';
import { runSchedule } from '../../../proof/run/run-schedule';
import { scheduleOf } from '../../../proof/run/schedule';
import { missingFaults, runSeries, type SeriesOptions } from '../../../proof/run/series';
import { defaultLoad } from '../../../proof/settings/load';
import type { Target } from '../../../proof/run/target';
import { settingNamed } from '../../../proof/settings/registry';
import type { ClusterShape } from '../../../proof/settings/setting';
import { heldRun } from '../report/samples';

jest.mock('../../../proof/run/run-schedule');
const run = jest.mocked(runSchedule);

const noLoss = settingNamed('no-loss');
const silent = (): Steps => new Steps(new PassThrough() as unknown as NodeJS.WriteStream);

/** What happens, in order: `open three`, `run 1`, `close three`. */
let said: string[];
let results: ProofResult[];

function fakeTarget({ name, brokers }: ClusterShape, unavailable: Partial<Record<FaultNeed, string>>): Target {
  return {
    ground: { brokers: Array.from({ length: brokers }, (_, id) => id) },
    unavailable: (need: FaultNeed) => unavailable[need],
    close: () => Promise.resolve(void said.push(`close ${name}`)),
  } as unknown as Target;
}

const noMachines = { machines: 'one machine only' };

function seriesOf(changes: Partial<SeriesOptions>, unavailable: Partial<Record<FaultNeed, string>> = noMachines) {
  const options: SeriesOptions = {
    setting: noLoss,
    seeds: [1, 2, 3],
    faults: 2,
    load: defaultLoad,
    steps: silent(),
    interrupted: new AbortController().signal,
    commandOf: (seed) => `again ${seed}`,
    open: (shape) => {
      said.push(`open ${shape.name}`);
      return Promise.resolve(fakeTarget(shape, unavailable));
    },
    onResult: (result) => {
      results.push(result);
      return Promise.resolve(false);
    },
    ...changes,
  };
  return runSeries(options);
}

const ends = (verdicts: Partial<Record<number, Verdict>> = {}): void =>
  void run.mockImplementation(({ schedule, command }) => {
    said.push(`run ${schedule.seed}`);
    return Promise.resolve({
      ...heldRun({ seed: schedule.seed }),
      command,
      verdict: verdicts[schedule.seed] ?? 'held',
    });
  });

beforeEach(() => {
  said = [];
  results = [];
  run.mockReset();
  ends();
});

describe('a series', () => {
  it('runs what wants the same cluster one after the other, and closes each cluster', async () => {
    // As drawn: six, three, apart, six, three.
    await seriesOf({ seeds: [4, 3, 8, 11, 1] });
    expect(said).toEqual([
      ...['open three', 'run 1', 'run 3', 'close three'],
      ...['open apart', 'run 8', 'close apart'],
      ...['open six', 'run 4', 'run 11', 'close six'],
    ]);
    expect(results.map(({ command }) => command)).toEqual([1, 3, 8, 4, 11].map((seed) => `again ${seed}`));
  });

  it.each<Verdict>(['broken', 'inconclusive'])('builds nothing on a cluster whose run was %s', async (verdict) => {
    ends({ 2: verdict });
    await seriesOf({});
    expect(said).toEqual(['open three', 'run 1', 'run 2', 'close three', 'open three', 'run 3', 'close three']);
  });

  it('opens another cluster after an upgrade', async () => {
    await seriesOf({ seeds: [1, 2], only: ['rolling-upgrade'] });
    expect(said).toEqual(['open older', 'run 1', 'close older', 'open older', 'run 2', 'close older']);
  });

  it('closes the cluster when a run fails, and goes no further', async () => {
    run.mockRejectedValueOnce(new Error('no agent'));
    await expect(seriesOf({})).rejects.toThrow('no agent');
    expect(said).toEqual(['open three', 'close three']);
    expect(results).toEqual([]);
  });

  it('closes the cluster when it is interrupted', async () => {
    const controller = new AbortController();
    const onResult = (): Promise<boolean> => {
      controller.abort(new Error('Ctrl-C'));
      return Promise.resolve(false);
    };
    await expect(seriesOf({ interrupted: controller.signal, onResult })).rejects.toThrow('Ctrl-C');
    expect(said).toEqual(['open three', 'run 1', 'close three']);
  });

  it('ends when it is told to', async () => {
    await seriesOf({ onResult: (_, done) => Promise.resolve(done === 2) });
    expect(said).toEqual(['open three', 'run 1', 'run 2', 'close three']);
  });
});

describe('faults that are left out', () => {
  const noNetwork = { network: 'no networks of their own', volumes: 'no volumes', ...noMachines };
  const drawn = (): string[] =>
    run.mock.calls.flatMap(([{ schedule }]) => [...schedule.steps].map(({ fault }) => fault as string));

  it('are in the result with their reasons, and said once for each cluster', async () => {
    const steps = silent();
    const notes: string[] = [];
    jest.spyOn(steps, 'note').mockImplementation((text) => void notes.push(text));
    await seriesOf({ steps, only: ['cut-off', 'cut-in', 'wipe-two-disks', 'kill-leader', 'zone-away'] }, noNetwork);
    expect(notes).toEqual([
      'left out: cut-off, cut-in (no networks of their own)',
      "left out: wipe-two-disks (no cluster of 'no-loss' takes it)",
    ]);
    expect(results).toHaveLength(3);
    for (const { leftOut } of results)
      expect(leftOut).toEqual([
        { name: 'cut-off', reason: 'no networks of their own' },
        { name: 'cut-in', reason: 'no networks of their own' },
        { name: 'wipe-two-disks', reason: "no cluster of 'no-loss' takes it" },
      ]);
    expect(new Set(drawn())).toEqual(new Set(['kill-leader']));
  });

  it('are looked for among those that were asked for, also where the setting does not name them', async () => {
    await seriesOf({ setting: settingNamed('acks-1'), only: ['cut-off', 'kill-leader'] }, noNetwork);
    expect(new Set(drawn())).toEqual(new Set(['kill-leader']));
    const three = fakeTarget(settingNamed('acks-1').shapes[0]!.shape, noNetwork);
    expect([...missingFaults(three, settingNamed('acks-1')).keys()]).toEqual([]);
    expect(missingFaults(three, settingNamed('acks-1'), ['cut-off', 'zone-away'])).toEqual(
      new Map([
        ['cut-off', 'no networks of their own'],
        ['zone-away', 'it needs 6 brokers, there are 3'],
      ]),
    );
  });

  it('change nothing of a schedule that has none of them', async () => {
    await seriesOf({ setting: settingNamed('available'), seeds: [5], faults: 3 });
    expect(run.mock.calls[0]![0].schedule).toEqual(scheduleOf(settingNamed('available'), { seed: 5, faults: 3 }));
    expect(results[0]!.leftOut).toEqual([]);
  });
});

describe('nothing to do', () => {
  const refused = (words: string) => ({
    code: 'PROOF_NOTHING_TO_DO',
    message: expect.stringContaining(words) as string,
  });

  it('is said before a cluster is opened, when no cluster takes it', async () => {
    await expect(seriesOf({ only: ['wipe-two-disks'] })).rejects.toMatchObject(
      refused("wipe-two-disks (no cluster of 'no-loss' takes it)"),
    );
    expect(said).toEqual([]);
  });

  it('is said before a cluster is opened, when it is known of the place', async () => {
    const unavailable = (need: FaultNeed): string | undefined => (need === 'network' ? 'not as root' : undefined);
    await expect(seriesOf({ only: ['cut-off', 'cut-in'], unavailable })).rejects.toMatchObject(
      refused('cut-off (not as root); cut-in (not as root)'),
    );
    expect(said).toEqual([]);
  });

  it('is said before, when no cluster has the brokers for it', async () => {
    await expect(seriesOf({ setting: settingNamed('available'), only: ['zone-away'] })).rejects.toMatchObject(
      refused('zone-away (it needs 6 brokers, there are 3)'),
    );
    expect(said).toEqual([]);
  });

  it('is said when the cluster shows it, which is closed', async () => {
    await expect(seriesOf({ only: ['lose-machine'] })).rejects.toMatchObject(refused('one machine only'));
    expect(said).toEqual(['open three', 'close three']);
  });
});
