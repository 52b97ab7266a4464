import fc from 'fast-check';
import { environments } from '../../environments';
import type { Contracts, ServiceTerms, TopicTerms } from '../../model/contracts';
import { platformContracts } from '../../model/contracts';
import { tryResolve } from '../../model/resolve';
import { DataRate } from '../../model/units';

/** Random contracts: sound ones, one service for each letter, in which some names are then replaced by others. */

const letters = ['a', 'b', 'c'] as const;
const name = fc.constantFrom(
  'a.in',
  'a_in',
  'b.in',
  'b.out',
  'c.dead',
  'a.dead',
  '__x',
  '..',
  'x y',
  'n'.repeat(250),
  'toString',
  '__proto__',
  '',
);
const place = fc.constantFrom('in', 'out', 'dead', 'group', 'consumed', 'topic');

type Replacement = readonly [letter: string, place: string, name: string];

interface Letter {
  readonly topics: readonly string[];
  readonly terms: ServiceTerms;
}

function letterOf(letter: string, port: number, replaced: readonly Replacement[]): Letter {
  const named = (at: string, otherwise: string): string =>
    replaced.find(([l, p]) => l === letter && p === at)?.[2] ?? otherwise;
  const input = named('in', `${letter}.in`);
  const output = named('out', `${letter}.out`);
  const dead = named('dead', `${letter}.dead`);
  return {
    topics: [named('topic', input), output, dead],
    terms: {
      description: letter,
      produces: [output, dead],
      consumes: [named('consumed', input)],
      group: named('group', letter),
      deadLetter: dead,
      transactional: false,
      port,
    },
  };
}

function contractsOf(replaced: readonly Replacement[]): Contracts {
  const parts = letters.map((letter, index) => [letter, letterOf(letter, 8000 + index, replaced)] as const);
  const names = [...new Set(parts.flatMap(([, { topics }]) => topics))];
  const terms: TopicTerms = { description: '', owner: 'platform', durability: 'no-loss', key: 'none' };
  const size = (topic: string) => ({
    writeRate: DataRate.bytesPerSecond(1),
    ...(topic.endsWith('dead') ? platformContracts.catalogue['consumer.dead-letter'] : {}),
  });
  return {
    topics: Object.fromEntries(names.map((topic) => [topic, terms])),
    services: Object.fromEntries(parts.map(([letter, { terms: service }]) => [letter, service])),
    catalogue: Object.fromEntries(names.map((topic) => [topic, size(topic)])),
    versions: platformContracts.versions,
  };
}

/** Everything that is wrong with the names, found by comparing each with each. */
function broken({ topics, services }: Contracts): string[] {
  const names = Object.keys(topics);
  const all = Object.values(services);
  const problems: string[] = [];
  for (const one of names) {
    if (!/^[\w.-]{1,249}$/.test(one) || one === '.' || one === '..' || one.startsWith('__'))
      problems.push(`name ${one}`);
    for (const other of names) {
      if (one !== other && one.split('.').join('_') === other.split('.').join('_'))
        problems.push(`${one} and ${other}`);
    }
    if (!all.some(({ produces, consumes }) => produces.includes(one) || consumes.includes(one)))
      problems.push(`${one} unused`);
  }
  for (const service of all) {
    const own = [...service.produces, ...service.consumes];
    if (own.some((topic) => !names.includes(topic))) problems.push(`${service.description}: unknown topic`);
    if (service.consumes.some((topic) => service.produces.includes(topic)))
      problems.push(`${service.description}: eats its own`);
    if (service.group === undefined || service.group.trim() === '') problems.push(`${service.description}: no group`);
    for (const other of all) {
      if (other === service) continue;
      if (other.group === service.group) problems.push('shared group');
      if (other.deadLetter === service.deadLetter) problems.push('shared dead letters');
    }
  }
  return problems;
}

const { name: environmentName, platform, kafka } = environments.local;

describe('resolve, with other contracts', () => {
  it('accepts exactly those whose names are sound, and meets enough of both', () => {
    const tally = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...letters), place, name), { maxLength: 2 }), (replaced) => {
        const contracts = contractsOf(replaced);
        const { ok } = tryResolve({ name: environmentName, platform, kafka }, contracts);
        tally[ok ? 'accepted' : 'refused'] += 1;
        const problems = broken(contracts);
        if (ok) expect(problems).toEqual([]);
        // The other way round, sizes may still be wrong: a topic that is read and holds dead letters as well.
        else if (problems.length === 0)
          expect(Object.keys(contracts.topics).some((topic) => topic.endsWith('dead'))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(tally.accepted).toBeGreaterThan(150);
    expect(tally.refused).toBeGreaterThan(150);
  });
});
