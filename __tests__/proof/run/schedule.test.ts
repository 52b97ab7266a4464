import fc from 'fast-check';
import { faultNames } from '../../../proof/faults/names';
import { faultNamed, ofAgents } from '../../../proof/faults/registry';
import { scheduleOf } from '../../../proof/run/schedule';
import { settingNamed, settings } from '../../../proof/settings/registry';

const noLoss = settingNamed('no-loss');
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe('a schedule', () => {
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
    const without = new Set(faultNames.filter((name) => faultNamed(name).needs.includes('network')));
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

describe('the list of faults', () => {
  it('has a fault behind each name, and each name once', () => {
    expect(faultNames.map((name) => faultNamed(name).name)).toEqual([...faultNames]);
    expect(new Set(faultNames).size).toBe(faultNames.length);
  });
});
