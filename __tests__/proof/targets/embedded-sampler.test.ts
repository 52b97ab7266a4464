import type { ClusterNode, PartitionView, PartitionWatch } from '../../../local/kafka';
import { EmbeddedSampler } from '../../../proof/targets/embedded-sampler';

const node = (id: number): ClusterNode =>
  ({ id, server: `broker-${id}:9092`, pid: () => Promise.resolve(100 + id) }) as unknown as ClusterNode;
const view = (isr: readonly number[]): PartitionView => ({
  topic: 't',
  partition: 0,
  leader: 1,
  replicas: [1, 2, 3],
  isr,
});

describe('a look at brokers', () => {
  it('goes to another broker when the one that is asked hangs, and says what that one says', async () => {
    const hanging = new Set<string>();
    let closed = 0;
    const newWatch = (): PartitionWatch =>
      ({
        partitions: (server: string) =>
          hanging.has(server)
            ? new Promise(() => undefined)
            : Promise.resolve([view(hanging.size === 0 ? [1, 2, 3] : [2, 3])]),
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      }) as unknown as PartitionWatch;
    const sampler = new EmbeddedSampler([node(1), node(2), node(3)], () => true, newWatch);
    expect(await sampler.sample()).toEqual({ smallestIsr: 3, brokersRunning: 3 });
    hanging.add('broker-1:9092');
    expect(await sampler.sample()).toEqual({ smallestIsr: 2, brokersRunning: 3 });
    expect(closed).toBe(1);
  });
});
