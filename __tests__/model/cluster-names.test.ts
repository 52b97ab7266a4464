import fc from 'fast-check';
import { topicNames } from '../../contracts/topics';
import { kubernetesNameOf } from '../../model/cluster-names';

const topic = fc
  .array(fc.constantFrom('a', 'Z', '9', '.', '_', '-'), { minLength: 1, maxLength: 249 })
  .map((characters) => characters.join(''))
  .filter((name) => name !== '.' && name !== '..');

describe("the name of a topic's object", () => {
  it("is the topic's own where Kubernetes takes it, as it does every topic of the contracts", () => {
    for (const name of [...topicNames, 'a'.repeat(63), 'a-b.c9']) expect(kubernetesNameOf(name)).toBe(name);
  });

  it.each([
    ['My_Topic.1', /^my-topic\.1-[0-9a-f]{8}$/],
    ['posts.', /^posts-[0-9a-f]{8}$/],
    ['a..b', /^a\.b-[0-9a-f]{8}$/],
    ['_.-', /^[0-9a-f]{8}$/],
    ['a'.repeat(64), /^a{54}-[0-9a-f]{8}$/],
  ])('is like %s, with a fingerprint', (name, expected) => {
    expect(kubernetesNameOf(name)).toMatch(expected);
  });

  it('is one that objects and labels take, another for each topic, and the same each time', () => {
    fc.assert(
      fc.property(fc.uniqueArray(topic, { maxLength: 30 }), (names) => {
        const mapped = names.map(kubernetesNameOf);
        expect(new Set(mapped).size).toBe(names.length);
        expect(names.map(kubernetesNameOf)).toEqual(mapped);
        for (const name of mapped) {
          expect(name.length).toBeLessThanOrEqual(63);
          for (const step of name.split('.')) expect(step).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells topics apart that differ in what Kubernetes does not know', () => {
    const alike = ['dev_posts', 'dev-posts', 'Dev-posts', 'dev-Posts'];
    expect(new Set(alike.map(kubernetesNameOf)).size).toBe(alike.length);
  });
});
