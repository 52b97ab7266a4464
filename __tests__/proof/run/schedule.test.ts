import fc from 'fast-check';
import { faultNames, type FaultName } from '../../../proof/faults/names';
import { faultNamed, ofAgents } from '../../../proof/faults/registry';
import { scheduleOf, type Drawn } from '../../../proof/run/schedule';
import { settingNamed, settings } from '../../../proof/settings/registry';

const noLoss = settingNamed('no-loss');
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

const inWords = ({ shape, steps }: Drawn): string =>
  [shape.name, ...steps.map(({ fault, beside }) => (beside === undefined ? fault : `${fault} + ${beside.fault}`))].join(
    ', ',
  );

describe('a schedule', () => {
  it('of a seed that a report names is what it was', () => {
    const drawn = [1, 3, 4, 8, 11].map((seed) => inWords(scheduleOf(noLoss, { seed, faults: 2 })));
    expect(drawn).toEqual([
      'three, freeze-leader, kill-two + kill-reader',
      'three, cut-in + kill-copier, lose-machine',
      'six, zone-away + clock-jump, slow-network + clock-jump',
      'apart, kill-in-turn, kill-all + kill-reader',
      'six, zone-away, cut-out + kill-reader',
    ]);
  });

  it('is the same for the same seed, and another for another', () => {
    const all = seeds.map((seed) => JSON.stringify(scheduleOf(noLoss, { seed, faults: 2 }).steps));
    expect(all).toEqual(seeds.map((seed) => JSON.stringify(scheduleOf(noLoss, { seed, faults: 2 }).steps)));
    expect(new Set(all).size).toBe(seeds.length);
  });

  it('has as many faults as were asked for, each one that the setting and the cluster take', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 5 }), (seed, faults) => {
        for (const setting of settings) {
          const { steps, shape } = scheduleOf(setting, { seed, faults });
          expect(steps).toHaveLength(faults);
          for (const step of steps.flatMap((each) => [each, ...(each.beside ? [each.beside] : [])])) {
            expect(setting.faults).toContain(step.fault);
            expect(shape.takes(step.fault)).toBe(true);
            expect(faultNamed(step.fault).minBrokers ?? 1).toBeLessThanOrEqual(shape.brokers);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what the target cannot do', () => {
    const network = faultNames.filter((name) => faultNamed(name).needs.includes('network'));
    const without = new Map(network.map((name) => [name, 'not here'] as const));
    const names = seeds.flatMap((seed) => scheduleOf(noLoss, { seed, faults: 3, without }).steps.map((it) => it.fault));
    expect(names.filter((name) => without.has(name))).toEqual([]);
    expect(names.length).toBe(600);
  });

  it('puts what happens to clients beside what happens to brokers, in about half of the steps', () => {
    const steps = seeds.flatMap((seed) => scheduleOf(noLoss, { seed, faults: 2 }).steps);
    expect(steps.filter(({ fault }) => ofAgents.has(fault))).toEqual([]);
    const together = steps.filter(({ beside }) => beside !== undefined);
    expect(together.length).toBeGreaterThan(steps.length * 0.4);
    expect(together.length).toBeLessThan(steps.length * 0.6);
    expect(together.every(({ beside }) => beside && ofAgents.has(beside.fault))).toBe(true);
  });

  it('of 200 in a row meets every fault that no-loss must survive, and every shape of cluster', () => {
    const schedules = seeds.map((seed) => scheduleOf(noLoss, { seed, faults: 2 }));
    const met = new Set(
      schedules.flatMap(({ steps }) =>
        steps.flatMap(({ fault, beside }) => [fault, ...(beside ? [beside.fault] : [])]),
      ),
    );
    expect(noLoss.faults.filter((name) => !met.has(name))).toEqual([]);
    expect(new Set(schedules.map(({ shape }) => shape.name))).toEqual(new Set(['three', 'apart', 'six', 'older']));
  });
});

describe('a schedule of some faults only', () => {
  const drawn = (only: readonly FaultName[], without?: ReadonlyMap<FaultName, string>): Drawn[] =>
    seeds.map((seed) => scheduleOf(noLoss, { seed, faults: 2, only, ...(without === undefined ? {} : { without }) }));
  const shapesOf = (schedules: readonly Drawn[]): Set<string> => new Set(schedules.map(({ shape }) => shape.name));

  it.each<[FaultName, string]>([
    ['zone-away', 'six'],
    ['kill-in-turn', 'apart'],
    ['rolling-upgrade', 'older'],
  ])('draws for %s the cluster that takes it', (name, shape) => {
    expect(new Set(drawn([name]).map(inWords))).toEqual(new Set([`${shape}, ${name}, ${name}`]));
  });

  it('draws among all clusters that take one of them, and there no other fault', () => {
    const schedules = drawn(['wipe-disk', 'zone-away', 'kill-reader']);
    expect(shapesOf(schedules)).toEqual(new Set(['three', 'apart', 'six', 'older']));
    const met = new Set(schedules.map((schedule) => inWords(schedule)).flatMap((words) => words.split(/, | \+ /)));
    expect([...met].filter((word) => faultNames.includes(word as FaultName)).sort()).toEqual([
      'kill-reader',
      'wipe-disk',
      'zone-away',
    ]);
    for (const { steps } of schedules) expect(steps).toHaveLength(2);
  });

  it('draws no cluster that takes only what cannot be done', () => {
    const without = new Map([['cut-off', 'no networks'] as const]);
    expect(shapesOf(drawn(['cut-off', 'zone-away'], without))).toEqual(new Set(['six']));
  });

  it('stays on the cluster that is there', () => {
    const shape = noLoss.shapes.find((each) => each.shape.name === 'apart')!.shape;
    for (const seed of seeds) expect(scheduleOf(noLoss, { seed, faults: 1, shape }).shape).toBe(shape);
  });

  it('is refused when there is nothing to do, with why of each', () => {
    const without = new Map([['cut-off', 'no networks here'] as const]);
    expect(() => scheduleOf(noLoss, { seed: 1, faults: 1, only: ['cut-off', 'wipe-two-disks'], without })).toThrow(
      expect.objectContaining({
        code: 'PROOF_NOTHING_TO_DO',
        message: expect.stringContaining(
          "cut-off (no networks here); wipe-two-disks (no cluster of 'no-loss' takes it). Ask for others (ONLY",
        ) as string,
      }) as Error,
    );
  });
});

describe('the list of faults', () => {
  it('has a fault behind each name, and each name once', () => {
    expect(faultNames.map((name) => faultNamed(name).name)).toEqual([...faultNames]);
    expect(new Set(faultNames).size).toBe(faultNames.length);
  });
});
