import { phaseAt } from '../../../../local/observability/pictures/phases';

const all = Array.from({ length: 100 }, (_, index) => ({ share: index / 100, ...phaseAt(index / 100) }));

describe('what happens while pictures are taken', () => {
  it('has posts and requests all the time', () => {
    const rates = all.flatMap(({ postsPerSecond, requestsPerSecond }) => [postsPerSecond, requestsPerSecond]);
    expect(Math.min(...rates)).toBeGreaterThan(0);
    expect(new Set(all.map(({ postsPerSecond }) => postsPerSecond)).size).toBeGreaterThan(5);
  });

  it('stops the consumer once, and gives it time to catch up before the poison', () => {
    const stopped = all.filter(({ consumer }) => consumer === 'stopped').map(({ share }) => share);
    const poisoned = all.filter(({ poisonPerSecond }) => poisonPerSecond > 0).map(({ share }) => share);
    expect(stopped).toHaveLength(20);
    expect(Math.max(...stopped) - Math.min(...stopped)).toBeCloseTo(0.19);
    expect(Math.min(...poisoned)).toBeGreaterThan(Math.max(...stopped) + 0.1);
  });

  it('ends calmly', () => {
    for (const { share, consumer, poisonPerSecond } of all)
      if (share >= 0.75) expect({ consumer, poisonPerSecond }).toEqual({ consumer: 'reads', poisonPerSecond: 0 });
  });
});
