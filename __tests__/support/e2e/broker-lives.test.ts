import type { Pod } from 'kubernetes-types/core/v1';
import type { EmbeddedCluster } from '../../../local/kafka';
import { BrokerLives } from './broker-lives';

const pod = (deletionGracePeriodSeconds?: number): Pod => ({
  metadata:
    deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionTimestamp: '2026-11-21T15:00:00Z', deletionGracePeriodSeconds },
});

describe('a broker beside the cluster', () => {
  let did: string[];
  let lives: BrokerLives;
  beforeEach(() => {
    did = [];
    const node = (id: number) => {
      const note = (what: string) => () => Promise.resolve(void did.push(`${what} ${id}`));
      return { kill: note('kill'), stop: note('stop'), start: note('start') };
    };
    lives = new BrokerLives({ node } as unknown as EmbeddedCluster, (error) => {
      throw error;
    });
  });

  it('is up before its first pod is', () => {
    expect(lives.gone(1)).toBe(true);
    lives.there(1, pod());
    expect(did).toEqual([]);
  });

  it.each([
    [20, 'stop 1'],
    [1, 'kill 1'],
    [0, 'kill 1'],
  ])('with a pod that is deleted with %d s of grace: %s, once', async (grace, what) => {
    lives.there(1, pod());
    lives.there(1, pod(grace));
    lives.there(1, pod(grace));
    await lives.settled();
    expect(did).toEqual([what]);
  });

  it('is killed when its pod is gone without having been seen to go', async () => {
    lives.there(2, pod());
    expect(lives.gone(2)).toBe(false);
    await lives.settled();
    expect(did).toEqual(['kill 2']);
  });

  it('serves again before its next pod may be made', async () => {
    lives.there(1, pod());
    lives.there(1, pod(1));
    await lives.settled();
    expect(lives.gone(1)).toBe(false);
    expect(lives.gone(1)).toBe(false);
    await lives.settled();
    expect(did).toEqual(['kill 1', 'start 1']);
    expect(lives.gone(1)).toBe(true);
    lives.there(1, pod());
    lives.there(1, pod(20));
    await lives.settled();
    expect(did.at(-1)).toBe('stop 1');
  });
});
