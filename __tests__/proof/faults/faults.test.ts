import type { FaultGround, FaultStep } from '../../../proof/faults/fault';
import { faultNames, type FaultName } from '../../../proof/faults/names';
import { faultNamed } from '../../../proof/faults/registry';

type State = 'up' | 'down' | 'frozen';

/** A cluster that only remembers: who is up, what is cut, what was lost. */
class Ground implements FaultGround {
  readonly topic = 'ledger.direct';
  readonly partitions = 6;
  readonly sessionTimeoutMs = 3_000;
  readonly calls: string[] = [];
  readonly state = new Map<number, State>();
  readonly wounded = new Set<string>();
  largestDown = 0;
  failing: string | undefined;

  constructor(
    readonly brokers: readonly number[] = [1, 2, 3],
    private readonly controllers: readonly number[] = [1, 2, 3],
  ) {
    for (const broker of brokers) this.state.set(broker, 'up');
  }

  get down(): number[] {
    return this.brokers.filter((broker) => this.state.get(broker) !== 'up');
  }

  zoneOf = (broker: number): string => 'abc'.charAt((broker - 1) % 3);
  leaderOf = (partition: number): Promise<number> =>
    Promise.resolve(this.brokers[partition % this.brokers.length] as number);
  activeController = (): Promise<number> => Promise.resolve(2);
  isController = (broker: number): boolean => this.controllers.includes(broker);

  private note(name: string, change: () => void = () => undefined): Promise<void> {
    this.calls.push(name);
    if (this.failing === name) return Promise.reject(new Error(`${name} failed`));
    change();
    this.largestDown = Math.max(this.largestDown, this.down.length);
    return Promise.resolve();
  }

  private set(name: string, broker: number, from: State, to: State): Promise<void> {
    if (this.state.get(broker) !== from)
      throw new Error(`${name} of broker ${broker}, which is ${this.state.get(broker)}`);
    return this.note(name, () => this.state.set(broker, to));
  }

  kill = (broker: number): Promise<void> => this.set('kill', broker, 'up', 'down');
  stop = (broker: number): Promise<void> => this.set('stop', broker, 'up', 'down');
  launch = (broker: number): Promise<void> => this.set('launch', broker, 'down', 'up');
  start = (broker: number): Promise<void> => this.note('start', () => this.state.set(broker, 'up'));
  freeze = (broker: number): Promise<void> => this.set('freeze', broker, 'up', 'frozen');
  thaw = (broker: number): Promise<void> => this.set('thaw', broker, 'frozen', 'up');
  wipe = (broker: number): Promise<void> => this.set('wipe', broker, 'down', 'down');
  fillDisk = (broker: number): Promise<void> => this.note('fillDisk', () => this.wounded.add(`disk ${broker}`));
  emptyDisk = (broker: number): Promise<void> => this.note('emptyDisk', () => this.wounded.delete(`disk ${broker}`));
  cut = (broker: number, way: string): Promise<void> =>
    this.note(`cut ${way}`, () => this.wounded.add(`net ${broker}`));
  slow = (broker: number): Promise<void> => this.note('slow', () => this.wounded.add(`net ${broker}`));
  mendNetwork = (broker: number): Promise<void> => this.note('mendNetwork', () => this.wounded.delete(`net ${broker}`));
  readonly machines = {
    losable: (): Promise<readonly number[]> => Promise.resolve(this.brokers),
    lose: async (broker: number): Promise<string> => {
      await this.set('lose', broker, 'up', 'down');
      this.wounded.add(`machine ${broker}`);
      return `the machine of broker ${broker}`;
    },
    bring: (broker: number): Promise<void> => this.note('bring', () => this.wounded.delete(`machine ${broker}`)),
  };
  upgrade = (broker: number): Promise<void> => this.set('upgrade', broker, 'up', 'up');
  finishUpgrade = (): Promise<void> => this.note('finishUpgrade');
  shiftClock = (ms: number): Promise<void> =>
    this.note(`clock ${ms === 0 ? 'back' : 'off'}`, () =>
      ms === 0 ? this.wounded.delete('clock') : this.wounded.add('clock'),
    );
  killAgent = (role: string): Promise<void> => this.note('killAgent', () => this.wounded.add(role));
  revive = (role: string): Promise<void> => this.note('revive', () => this.wounded.delete(role));
  untilControllerIsNot = (): Promise<void> => this.note('untilControllerIsNot');
  untilWritable = (): Promise<void> => this.note('untilWritable');
  untilWhole = (): Promise<void> => this.note('untilWhole');
  untilAcknowledged = (): Promise<void> => this.note('untilAcknowledged');
  hold = (): Promise<void> => this.note('hold');
}

const groundFor = (name: FaultName): Ground => {
  const { minBrokers = 3 } = faultNamed(name);
  return new Ground(Array.from({ length: minBrokers }, (_, index) => index + 1));
};

async function run(name: FaultName, ground: Ground, step: Partial<FaultStep> = {}): Promise<string[]> {
  const marks: string[] = [];
  await faultNamed(name).run(
    ground,
    { fault: name, choice: 0.5, length: 0.5, ...step },
    {
      begun: (target) => {
        marks.push(`begun ${target}`);
        // When it is said to have begun, it has.
        expect(ground.calls.length).toBeGreaterThan(name.startsWith('rolling') ? -1 : 0);
      },
      healed: () => marks.push('healed'),
    },
  );
  return marks;
}

describe.each(faultNames)('%s', (name) => {
  it.each([0, 0.2, 0.5, 0.99])('undoes all that it did, whatever the draw (%s)', async (drawn) => {
    const ground = groundFor(name);
    const marks = await run(name, ground, { choice: drawn, length: drawn });
    expect(marks).toEqual([expect.stringMatching(/^begun .+/), 'healed']);
    expect(ground.down).toEqual([]);
    expect([...ground.wounded]).toEqual([]);
  });
});

describe('a fault', () => {
  it.each(['freeze-leader', 'cut-off', 'cut-in', 'cut-out', 'slow-network', 'clock-jump'] as const)(
    '%s is undone even when the wait within it fails',
    async (name) => {
      const ground = groundFor(name);
      ground.failing = 'hold';
      await expect(run(name, ground)).rejects.toThrow('hold failed');
      expect(ground.down).toEqual([]);
      expect([...ground.wounded]).toEqual([]);
    },
  );

  const away: readonly (readonly [FaultName, number])[] = [
    ['kill-leader', 1],
    ['kill-two', 2],
    ['kill-all', 3],
    ['kill-in-turn', 3],
    ['wipe-disk', 1],
    ['wipe-two-disks', 2],
    ['zone-away', 2],
    ['rolling-restart', 1],
  ];
  it.each(away)('%s takes %i brokers away at a time', async (name, brokers) => {
    const ground = groundFor(name);
    await run(name, ground);
    expect(ground.largestDown).toBe(brokers);
  });

  it('of a controller waits until another was elected, before the killed one comes back', async () => {
    const ground = groundFor('kill-controller');
    await run('kill-controller', ground);
    expect(ground.calls).toEqual(['kill', 'hold', 'untilControllerIsNot', 'untilWritable', 'start']);
  });

  it('of two disks never takes two controllers along', async () => {
    for (const choice of [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const ground = new Ground([1, 2, 3, 4, 5], [1, 2, 3]);
      const [begun = ''] = await run('wipe-two-disks', ground, { choice });
      const wiped = [...begun.matchAll(/\d/g)].map(([digit]) => Number(digit));
      expect(wiped).toHaveLength(2);
      expect(wiped.filter((broker) => ground.isController(broker)).length).toBeLessThan(2);
    }
  });

  it('that kills in turn starts those first that died first', async () => {
    const ground = new Ground();
    await run('kill-in-turn', ground, { choice: 0 });
    const order = ground.calls.filter((call) => ['kill', 'launch', 'start'].includes(call));
    expect(order).toEqual(['kill', 'kill', 'kill', 'launch', 'launch', 'start', 'start', 'start']);
  });

  it('that cuts says which way', async () => {
    const ways = await Promise.all(
      (['cut-off', 'cut-in', 'cut-out'] as const).map(async (name) => {
        const ground = groundFor(name);
        await run(name, ground);
        return ground.calls[0];
      }),
    );
    expect(ways).toEqual(['cut both', 'cut in', 'cut out']);
  });

  it('that renews brokers waits until each is in sync before the next', async () => {
    for (const name of ['rolling-restart', 'rolling-upgrade'] as const) {
      const ground = groundFor(name);
      await run(name, ground);
      const each = name === 'rolling-restart' ? ['stop', 'start', 'untilWhole'] : ['upgrade', 'untilWhole'];
      expect(ground.calls).toEqual([
        ...each,
        ...each,
        ...each,
        ...(name === 'rolling-upgrade' ? ['finishUpgrade'] : []),
      ]);
    }
  });

  it('jumps the clock ahead and back, by more than brokers let in too', async () => {
    const jumps = await Promise.all(
      [0, 0.2, 0.4, 0.6, 0.8, 0.99].map(async (choice) => {
        const [begun = ''] = await run('clock-jump', new Ground(), { choice });
        return Number(/by (-?\d+) s/.exec(begun)?.[1]);
      }),
    );
    expect(Math.min(...jumps)).toBeLessThan(-3_600);
    expect(Math.max(...jumps)).toBeGreaterThan(3_600);
  });
});
