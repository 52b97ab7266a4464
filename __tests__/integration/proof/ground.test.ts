import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identify } from '../../../local/kafka/process-identity';
import { waitUntil } from '../../../local/kafka/wait-until';
import { run } from '../../../proof/sandbox/run';
import { sandboxReason } from '../../../proof/sandbox/possible';

// 75 s on a quiet machine of two cores; four minutes beside a load of 90.
jest.setTimeout(600_000);

const canEnter = process.platform === 'linux' && process.getuid?.() === 0;
// eslint-disable-next-line no-restricted-properties -- without root it says so; .ci/run is root
const suite = canEnter ? describe : describe.skip;
const why = canEnter ? '' : ' (not run: it takes root on Linux)';

type Line = Readonly<Record<string, unknown>>;

interface Started {
  readonly child: ChildProcess;
  readonly lines: Line[];
  readonly errors: () => string;
}

function start(...args: readonly string[]): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'ground-child.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: Line[] = [];
  let errors = '';
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Line));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  return { child, lines, errors: () => errors };
}

const stepOf = ({ lines }: Started, step: string): Line | undefined => lines.find((line) => line['step'] === step);

/** What a sandbox makes, as far as the machine itself sees it; what others do on the machine does not count. */
async function machine(): Promise<{ namespaces: string[]; mounts: string[] }> {
  const namespaces = (await run('ip', 'netns', 'list')).split('\n').filter((name) => /^node\d+\b/.test(name));
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return { namespaces, mounts: mounts.filter((line) => line.startsWith('proof-') || line.includes(dir)) };
}

async function stillRunning(started: Started): Promise<unknown[]> {
  const pids = (stepOf(started, 'started')?.['pids'] ?? []) as number[];
  const found = await Promise.all(pids.map(identify));
  return found.filter((one) => one !== undefined);
}

let dir: string;
let before: { namespaces: string[]; mounts: string[] };

beforeAll(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'millrace-ground-')), 'cluster');
  before = await machine();
});
afterAll(() => rm(join(dir, '..'), { recursive: true, force: true }));

suite(`the embedded ground in its sandbox${why}`, () => {
  let started: Started;

  beforeAll(async () => {
    expect(await sandboxReason()).toBeUndefined();
    const steps = 'killController,cutBoth,cutIn,cutOut,freeze,slow,fillDisk,wipe,upgrade';
    started = start(dir, '3', '0', steps);
    const [code] = (await once(started.child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the child ended with ${code}: ${started.errors()}`);
  });

  it('starts the older Kafka in networks and on disks of its own', () => {
    expect(stepOf(started, 'started')).toMatchObject({
      description: 'embedded, 3 brokers in network namespaces, on small volumes',
      versions: ['4.2.1'],
      unavailable: expect.arrayContaining(['controllers']) as string[],
      sample: { smallestIsr: 3, brokersRunning: 3 },
    });
    for (const need of ['processes', 'network', 'volumes', 'versions'])
      expect(stepOf(started, 'started')?.['unavailable']).not.toContain(need);
  });

  it('kills the active controller, and another is elected', () => {
    const seen = stepOf(started, 'killController');
    expect([1, 2, 3]).toContain(seen?.['after']);
    expect(seen?.['after']).not.toBe(seen?.['before']);
    expect(seen).toMatchObject({ sample: { brokersRunning: 2 } });
    // One that was away for less than a sample is missing in the next one, once.
    expect(seen).toMatchObject({ restarted: { brokersRunning: 2 } });
  });

  it.each(['cutBoth', 'cutIn', 'cutOut'])('%s: it leaves every ISR, and clients still reach it', (step) => {
    expect(stepOf(started, step)).toMatchObject({
      clientsReachIt: true,
      sample: { smallestIsr: 2, brokersRunning: 3 },
    });
  });

  it('freezes a broker, which leaves every ISR while its process runs', () => {
    expect(stepOf(started, 'freeze')).toMatchObject({ sample: { smallestIsr: 2, brokersRunning: 3 } });
  });

  it('makes the network slow, and fast again', () => {
    const { before, during, after } = stepOf(started, 'slow') as { before: number; during: number; after: number };
    // 2 MB in, 4 MB out to the followers, at 2.5 MB/s.
    expect(during).toBeGreaterThan(1200);
    expect(during).toBeGreaterThan(before);
    expect(during).toBeGreaterThan(after);
  });

  it('fills a disk, and the broker goes down over it', () => {
    expect(stepOf(started, 'fillDisk')?.['words']).toEqual([
      expect.stringContaining('No space left on device'),
      expect.stringMatching(/Shutdown broker because all log dirs in .* have failed/),
    ]);
  });

  it('wipes a disk, and the broker copies everything back under the same id', () => {
    expect(stepOf(started, 'wipe')).toMatchObject({
      wiped: true,
      sameNode: true,
      names: ['ground-0', 'ground-1', 'ground-2'],
    });
  });

  it('upgrades every broker, and the metadata version after the last', () => {
    expect(stepOf(started, 'upgrade')).toMatchObject({
      before: '4.2-IV1',
      early: expect.stringContaining('nodes 1, 2, 3 run 4.2.1') as string,
      after: '4.3-IV0',
      versions: ['4.3.1'],
    });
  });

  it('leaves no process, no namespace, no mount and no folder', async () => {
    expect(await stillRunning(started)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
    expect(await machine()).toEqual(before);
  });
});

suite(`the embedded ground with controllers of their own${why}`, () => {
  it('kills one that is no broker; and when it is killed itself, nothing is left', async () => {
    const started = start(dir, '2', '3', 'killController,stay');
    try {
      const killed = (): Line | undefined => {
        if (started.child.exitCode !== null) throw new Error(`the child ended: ${started.errors()}`);
        return stepOf(started, 'killController');
      };
      await waitUntil('the controller to be killed', killed, { timeoutMs: 400_000 });
      expect(stepOf(started, 'started')).toMatchObject({
        description: 'embedded, 2 brokers and 3 controllers in network namespaces, on small volumes',
      });
      expect(stepOf(started, 'started')?.['unavailable']).not.toContain('controllers');
      const seen = stepOf(started, 'killController');
      for (const side of ['before', 'after']) expect([3, 4, 5]).toContain(seen?.[side]);
      expect(seen?.['after']).not.toBe(seen?.['before']);
      expect(await stillRunning(started)).toHaveLength(4);
    } finally {
      started.child.kill('SIGKILL');
    }
    await waitUntil(
      'every process to end',
      async () => ((await stillRunning(started)).length === 0 ? true : undefined),
      {
        timeoutMs: 30_000,
      },
    );
    await waitUntil(
      'the sandbox to be gone',
      async () => (JSON.stringify(await machine()) === JSON.stringify(before) ? true : undefined),
      { timeoutMs: 30_000 },
    );
  });
});
