import type { ClusterNode, EmbeddedCluster } from '../../../local/kafka';
import { partitionsKnownTo } from '../../../local/kafka/cluster-probe';
import { quorumSeenFrom } from '../../../local/kafka/metadata-quorum';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import type { KafkaEngine } from '../../../services/shared/kafka/ports';
import { connectionTo, createTopic, SESSION_TIMEOUT_MS, startCluster, until } from './support';

const PARTITIONS = 6;
/** Beyond what the brokers take to notice. */
const CLIENT_LIMIT_MS = 1_500;
/** A question to the frozen broker itself costs this before another broker is asked. */
const FROZEN_LIMIT_MS = CLIENT_LIMIT_MS + 1_000;
const WARM_WRITES = 200;

/** Writes to each partition, one record after the other, and keeps when each was acknowledged last. */
class Writers {
  readonly longestMs = new Array<number>(PARTITIONS).fill(0);
  readonly counts = new Array<number>(PARTITIONS).fill(0);
  failures = 0;
  private readonly last: number[];
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(engine: KafkaEngine, topic: string) {
    const producer = engine.producer({ deliveryTimeoutMs: 60_000 });
    this.last = new Array<number>(PARTITIONS).fill(Date.now());
    this.loops = this.last.map(async (_, partition) => {
      while (this.running) {
        await producer.send({ topic, partition, key: null, value: 'x' }).catch(() => (this.failures += 1));
        this.counts[partition] = (this.counts[partition] ?? 0) + 1;
        this.longestMs[partition] = Math.max(this.longestMs[partition] ?? 0, this.silence(partition));
        this.last[partition] = Date.now();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
  }

  /** From here on only what comes is counted. */
  reset(): void {
    this.longestMs.fill(0);
    this.counts.fill(0);
  }

  /** Every partition has been written to since, many times over. */
  goRound(timeoutMs: number): Promise<true> {
    return until('writes to each partition', () => this.counts.every((count) => count > WARM_WRITES), timeoutMs);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  private silence(partition: number): number {
    return Date.now() - (this.last[partition] ?? Date.now());
  }
}

describe('a leader that is gone', () => {
  let cluster: EmbeddedCluster;
  let engine: KafkaEngine;
  let writers: Writers;

  beforeAll(async () => {
    cluster = await startCluster();
    await createTopic(cluster, 'stalled', PARTITIONS);
  });
  beforeEach(async () => {
    await cluster.awaitFullIsr();
    engine = createKafkaJsEngine(connectionTo(cluster));
    writers = new Writers(engine, 'stalled');
    await writers.goRound(60_000);
  });
  afterEach(async () => {
    await writers.stop();
    await engine.close(5_000);
  });
  afterAll(() => cluster?.destroy());

  /** A leader that is not the active controller: without that one the brokers take longer to notice anything. */
  async function victim(): Promise<ClusterNode> {
    const server = cluster.bootstrapServers[0] as string;
    const controller = (await quorumSeenFrom(server))?.leader;
    const leader = await cluster.leaderOf('stalled', 0);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const candidate = await cluster.leaderOf('stalled', partition);
      if (candidate !== controller) return cluster.node(candidate);
    }
    return cluster.node(leader);
  }

  /** How long after now a surviving broker first names another leader for everything. */
  async function untilMoved(gone: ClusterNode): Promise<number> {
    const began = Date.now();
    const others = cluster.nodes.filter(({ id }) => id !== gone.id);
    await until(
      'other leaders',
      async () => {
        const views = await Promise.all(others.map(({ server }) => partitionsKnownTo(server)));
        return views.some((view) =>
          view?.filter(({ topic }) => topic === 'stalled').every(({ leader }) => leader !== gone.id),
        );
      },
      60_000,
    );
    return Date.now() - began;
  }

  async function stall(how: string, gone: ClusterNode, remove: () => Promise<void>): Promise<number> {
    writers.reset();
    await remove();
    const moved = await untilMoved(gone);
    await writers.goRound(60_000);
    const longest = Math.max(...writers.longestMs);
    process.stderr.write(
      `${how}: longest stall of a partition ${longest} ms; its brokers had moved it after ${moved} ms\n`,
    );
    expect(writers.failures).toBe(0);
    return longest;
  }

  it.each([1, 2, 3])(
    'stalls no partition longer than the brokers take to notice (kill %d)',
    async () => {
      const gone = await victim();
      try {
        expect(await stall('SIGKILL', gone, () => gone.kill())).toBeLessThan(SESSION_TIMEOUT_MS + CLIENT_LIMIT_MS);
      } finally {
        await gone.start();
      }
    },
    120_000,
  );

  it('that is frozen, and keeps its connections, stalls none until a request times out', async () => {
    const gone = await victim();
    try {
      expect(await stall('SIGSTOP', gone, () => gone.pause())).toBeLessThan(SESSION_TIMEOUT_MS + FROZEN_LIMIT_MS);
    } finally {
      await gone.resume();
    }
  }, 120_000);
});
