import { PartitionProgress } from '../../../../services/shared/kafka/partition-progress';

describe('the progress of a member', () => {
  const begin = (): PartitionProgress => {
    const progress = new PartitionProgress();
    progress.assign({ posts: [0, 1] });
    return progress;
  };

  it('says the lag of a partition once it knows position and end', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 100n);
    expect(progress.lag()).toEqual([]);
    progress.startedAt('posts', 0, 40n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 60 }]);
    progress.committed('posts', 0, 90n);
    progress.startedAt('posts', 0, 40n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 10 }]);
  });

  it('counts transaction markers behind the last record as done, but no record before them', () => {
    const progress = begin();
    progress.sawEnd('posts', 0, 11n);
    progress.committed('posts', 0, 10n);
    progress.skipped('posts', 0, 10n, 11n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 0 }]);
    progress.committed('posts', 0, 5n);
    progress.skipped('posts', 0, 10n, 11n);
    expect(progress.lag()).toEqual([{ topic: 'posts', partition: 0, lag: 6 }]);
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
});
