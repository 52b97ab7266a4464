import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultNames, type FaultName } from '../../proof/faults/names';
import { faultNamed } from '../../proof/faults/registry';
import { settingNamed, settings } from '../../proof/settings/registry';

const text = readFileSync(join(__dirname, '../../docs/proof.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (name: string): readonly string[] => rows.find(([, first]) => first === `\`${name}\``) ?? [];

/** As the document says it: what is left out is shorter for the profiles that must survive most. */
function inWords(faults: readonly FaultName[]): string {
  const missing = faultNames.filter((name) => !faults.includes(name));
  if (missing.length === 0) return 'all';
  return missing.length < faults.length ? `all but ${missing.join(', ')}` : faults.join(', ');
}

describe('docs/proof.md', () => {
  it.each(faultNames)('says of %s what the code says', (name) => {
    const { description, writesGoOn, needs } = faultNamed(name);
    expect(rowOf(name).slice(2, -1)).toEqual([description, writesGoOn ? 'yes' : 'no', needs.join(', ')]);
  });

  it.each(settings.map(({ name }) => name))('says of %s what it promises, and what it is asked', (name) => {
    const { promise, replicationFactor, minInsyncReplicas, faults } = settingNamed(name);
    expect(rowOf(name).slice(2, -1)).toEqual([
      promise,
      `RF ${replicationFactor}, min ISR ${minInsyncReplicas}`,
      inWords(faults),
    ]);
  });

  it('names no fault and no setting that is not there', () => {
    const known = new Set<string>([...faultNames, ...settings.map(({ name }) => name)]);
    const others = ['held', 'broken', 'inconclusive', 'client', 'http', 'transactional'];
    const named = rows.map(([, first = '']) => first.slice(1, -1));
    expect(named.filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
  });
});
