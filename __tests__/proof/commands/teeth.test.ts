import { isCaught, teethStatus } from '../../../proof/commands/teeth';
import type { FlawName } from '../../../proof/ledger/verdict';
import type { ProofResult, Verdict } from '../../../proof/result';
import { settingNamed } from '../../../proof/settings/registry';
import { weakSettings } from '../../../proof/settings/weak';
import { heldRun } from '../report/samples';

function runWith(verdict: Verdict, flaw?: FlawName): ProofResult {
  const run = heldRun({ seed: 1 });
  const [first, ...others] = run.lines;
  const lines = flaw === undefined ? run.lines : [{ ...first!, [flaw]: { count: 1, ids: [] } }, ...others];
  return { ...run, verdict, lines };
}

describe('a weak setting is caught', () => {
  it.each(weakSettings.flatMap(({ name, reveals = [] }) => reveals.map((flaw) => [name, flaw] as const)))(
    '%s by %s',
    (name, flaw) => expect(isCaught(runWith('broken', flaw), settingNamed(name))).toBe(true),
  );

  it.each<[string, ProofResult]>([
    ['by another flaw', runWith('broken', 'unprocessed')],
    ['by a run that is broken in another way', runWith('broken')],
    ['by a run that cannot say', runWith('inconclusive', 'lost')],
    ['by a run that held', runWith('held', 'lost')],
  ])('not %s', (_, result) => expect(isCaught(result, settingNamed('acks-1'))).toBe(false));

  it('never, when nothing is said of what it reveals', () => {
    expect(isCaught(runWith('broken', 'lost'), settingNamed('no-loss'))).toBe(false);
  });

  it('only when each says what it cannot hide', () => {
    for (const { reveals = [] } of weakSettings) expect(reveals).not.toEqual([]);
  });
});

describe('teeth', () => {
  it.each<[readonly (number | undefined)[], number]>([
    [[1, 4], 0],
    [[1, undefined, 4], 1],
    [[undefined], 1],
  ])('that caught at %j end with %d', (all, status) => expect(teethStatus(all.map((at) => ({ at })))).toBe(status));
});
