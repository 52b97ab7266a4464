import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedCluster, QUICK_FAILOVER } from '../../../../local/kafka';
import { withAdmin } from '../../../../local/kafka/cluster-probe';
import { waitUntil } from '../../../../local/kafka/wait-until';
import { BrokerViews, type BrokerView } from '../../../../proof/plain/broker-views';
import { quietClient } from '../../../../proof/plain/quiet-client';

/** Each broker is asked itself: after a kill their views differ, and that is what is looked at. */
describe("brokers' own views, through KafkaJS's inside", () => {
  const topic = 'ledger.views';
  const brokers = [1, 2, 3];
  let dir: string;
  let cluster: EmbeddedCluster;
  let views: BrokerViews;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-views-'));
    cluster = await EmbeddedCluster.start({ dir, env: process.env, config: QUICK_FAILOVER });
    const made = { topic, numPartitions: 3, replicationFactor: 3 };
    await withAdmin(cluster.bootstrapServers, (admin) => admin.createTopics({ topics: [made], waitForLeaders: true }));
    await cluster.awaitFullIsr();
    const bootstrapServers = cluster.bootstrapServers.join(',');
    views = new BrokerViews(quietClient({ bootstrapServers, security: { protocol: 'PLAINTEXT' } }, 'views-test'));
  });
  afterAll(async () => {
    await views?.close();
    await cluster?.destroy();
    await rm(dir, { recursive: true, force: true });
  });

  const ask = async (): Promise<(BrokerView | undefined)[]> => views.ask(brokers, [topic], 2_000);
  const until = (what: string, holds: (found: (BrokerView | undefined)[]) => boolean) =>
    waitUntil(what, async () => ((await ask().then(holds)) ? true : undefined), { timeoutMs: 90_000 });

  it('name every broker and replica, and the leader of the quorum is one of them', async () => {
    const found = await ask();
    expect(found.map((view) => view?.broker)).toEqual(brokers);
    for (const view of found) {
      expect(view?.knows).toEqual(brokers);
      expect(view?.partitions.map(({ isr }) => [...isr].sort())).toEqual([brokers, brokers, brokers]);
    }
    const { leader, voters } = await views.quorum(brokers);
    expect(brokers).toContain(leader);
    expect(voters.map(({ id }) => id).sort()).toEqual(brokers);
  });

  it('are there of those that live, and of all when they are back', async () => {
    // Without a majority of controllers the view of the one that is left stays as it was; it still answers.
    await Promise.all([cluster.node(2).kill(), cluster.node(3).kill()]);
    const found = await ask();
    expect(found.map((view) => view?.broker)).toEqual([1, undefined, undefined]);
    await cluster.node(2).start();
    await until(
      'a broker to see that another is gone',
      ([, second]) => second?.partitions.every(({ isr }) => !isr.includes(3)) === true,
    );
    await cluster.node(3).start();
    await until('all to see all', (all) =>
      all.every((view) => view?.partitions.every(({ isr }) => isr.length === 3) === true),
    );
  });
});
