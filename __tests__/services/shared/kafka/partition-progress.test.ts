import { PartitionProgress } from '../../../../services/shared/kafka/partition-progress';

describe('the progress of a member', () => {
  let now = 0;
  beforeEach(() => (now = 0));
  const begin = (): PartitionProgress => {
    const progress = new PartitionProgress(() => now);
    progress.assign({ posts: [0, 1] });
    return progress;
  };

  it('says the lag of a partition once it knows position and end', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 100n);
    expect(progress.lag()).toEqual([]);
    progress.startedAt('posts', 0, 40n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 60, seconds: 0 }]);
    progress.committed('posts', 0, 90n);
    progress.startedAt('posts', 0, 40n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 10, seconds: 0 }]);
  });

  it('counts transaction markers behind the last record as done, but no record before them', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 11n);
    progress.committed('posts', 0, 10n);
    progress.skipped('posts', 0, 10n, 11n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 0, seconds: 0 }]);
    progress.committed('posts', 0, 5n);
    progress.skipped('posts', 0, 10n, 11n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 6, seconds: 0 }]);
  });

  it('forgets partitions that went to others, and what it knew of those it kept', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 5n);
    progress.committed('posts', 0, 1n);
    progress.assign({ posts: [0] });
    expect(progress.assignment()).toEqual([{ topic: 'posts', partition: 0 }]);
    expect(progress.has('posts', 1)).toBe(false);
    expect(progress.lag()).toEqual([]);
  });

  it('says how long ago the position was the end, and goes on counting while nothing is committed', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 100n);
    progress.committed('posts', 0, 100n);
    now = 10_000;
    progress.sawEnd('posts', 0, 100n);
    now = 20_000;
    progress.sawEnd('posts', 0, 200n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 100, seconds: 10 }]);
    now = 60_000;
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 100, seconds: 50 }]);
    progress.committed('posts', 0, 200n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 0, seconds: 0 }]);
  });

  it('counts on through a rebalance, also for a partition that was another member’s until then', () => {
    const progress = begin();
    for (const partition of [0, 5]) progress.sawEnd('posts', partition, 100n);
    now = 30_000;
    for (const partition of [0, 5]) progress.sawEnd('posts', partition, 150n);
    progress.assign({});
    progress.assign({ posts: [0, 5] });
    now = 40_000;
    for (const partition of [0, 5]) {
      progress.sawEnd('posts', partition, 150n);
      progress.startedAt('posts', partition, 100n);
    }
    expect(progress.lag().map(({ seconds }) => seconds)).toEqual([40, 40]);
  });
});
