import type { MetadataQuorum } from '../../../local/kafka';
import { laggingVoters } from '../../../proof/targets/embedded-whole';

const quorum = (...followers: readonly [logEndOffset: number, lastFetchAt: number][]): MetadataQuorum => ({
  leader: 1,
  epoch: 3,
  highWatermark: 100,
  voters: [
    { id: 1, logEndOffset: 100, lastFetchAt: -1 },
    ...followers.map(([logEndOffset, lastFetchAt], index) => ({ id: index + 2, logEndOffset, lastFetchAt })),
  ],
});

describe('laggingVoters', () => {
  it('finds none when all have what a majority had, and were heard since', () => {
    expect(laggingVoters(quorum([100, 51], [101, 50]), 100, 50)).toEqual([]);
  });

  it('finds one that has less', () => {
    expect(laggingVoters(quorum([99, 51], [100, 51]), 100, 50)).toEqual([2]);
  });

  it('finds one that was not heard since: what is told of it may be from before its disk was wiped', () => {
    expect(laggingVoters(quorum([100, 51], [100, 49]), 100, 50)).toEqual([3]);
  });
});
