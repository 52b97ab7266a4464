import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultNames } from '../../proof/faults/names';
import { faultNamed } from '../../proof/faults/registry';
import { settings } from '../../proof/settings/registry';

const text = readFileSync(join(__dirname, '../../docs/proof.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (name: string): readonly string[] => rows.find(([, first]) => first === `\`${name}\``) ?? [];

describe('docs/proof.md', () => {
  it.each(faultNames)('says of %s what the code says', (name) => {
    const { description, writesGoOn, needs } = faultNamed(name);
    expect(rowOf(name).slice(2, -1)).toEqual([description, writesGoOn ? 'yes' : 'no', needs.join(', ')]);
  });

  it.each(settings.map(({ name }) => name))('says of %s what it promises, and what it is asked', (name) => {
    const setting = settings.find((each) => each.name === name);
    expect(rowOf(name).slice(2, 4)).toEqual([
      setting?.promise,
      `RF ${setting?.replicationFactor}, min ISR ${setting?.minInsyncReplicas}`,
    ]);
  });

  it('names no fault and no setting that is not there', () => {
    const known = new Set<string>([...faultNames, ...settings.map(({ name }) => name)]);
    const others = ['held', 'broken', 'inconclusive', 'client', 'http', 'transactional'];
    const named = rows.map(([, first = '']) => first.slice(1, -1));
    expect(named.filter((name) => !known.has(name) && !others.includes(name))).toEqual([]);
  });
});
