import { randomUUID } from 'node:crypto';
import { pingPongMessageCodec, pingPongTexts } from '../../../contracts/events/ping-pong';
import type { TopicName } from '../../../contracts/topics';
import { withAdmin } from '../../../local/kafka/cluster-probe';
import { waitUntil } from '../../../local/kafka/wait-until';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import type { DurableProducer, IncomingRecord, KafkaEngine } from '../../../services/shared/kafka/ports';
import { silentLogger } from '../../plain/silent-logger';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import { closedLoop } from '../load/closed-loop';
import { openLoop, type OpenLoopPlan } from '../load/open-loop';
import { forgetGroup, groupOf, processedAtLeast } from './consumer';
import { runService } from '../../service-process';
import { usageOf } from '../process-usage';
import { launchOf, usageFigures } from './service';

/** The exactly-once service: a request is read, its reply and the position are committed in one transaction. */

const REQUESTED: TopicName = 'dev.pingpong.requested';
const SUCCEEDED: TopicName = 'dev.pingpong.succeeded';
const PARTITIONS = 3;
const AT_ONCE = 1_000;
const JOIN_LIMIT_MS = 60_000;

const request = (id: string) => ({
  topic: REQUESTED,
  key: id,
  value: pingPongMessageCodec.encode({ 'transaction-id': id, payload: { message: pingPongTexts.ping } }),
});

/** Empty topics, a group without positions, and an engine to write and read with. */
async function withEngine(platform: BenchPlatform, work: (engine: KafkaEngine) => Promise<Figures>): Promise<Figures> {
  for (const topic of [REQUESTED, SUCCEEDED]) await platform.renewTopic(topic, { partitions: PARTITIONS });
  await forgetGroup(platform, groupOf(platform, 'ping-pong'));
  const engine = createKafkaJsEngine({
    bootstrapServers: platform.servers.join(','),
    clientId: 'bench-ping-pong',
    security: { protocol: 'PLAINTEXT' },
    logger: silentLogger,
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Committed transactions that wrote replies: each leaves one marker in its partition of the topic. */
async function transactionsIn({ servers }: BenchPlatform, replies: number): Promise<number> {
  const ends = await withAdmin(servers, (admin) => admin.fetchTopicOffsets(SUCCEEDED));
  return ends.reduce((sum, { high }) => sum + Number(high), 0) - replies;
}

async function writeRequests(producer: DurableProducer, records: number): Promise<void> {
  await closedLoop(records, AT_ONCE, async () => void (await producer.send(request(randomUUID()))));
}

/** Requests that wait already: how fast are they answered? */
export function pingPongBacklog(platform: BenchPlatform, records: number): Promise<Figures> {
  const { signal } = platform.start;
  return withEngine(platform, async (engine) => {
    await writeRequests(engine.producer(), records);
    const service = await runService(launchOf(platform, 'ping-pong'), 'live', signal);
    try {
      const first = await processedAtLeast([service], 1, signal);
      const [begun, before] = [performance.now(), usageOf(service.pid)];
      const processed = (await processedAtLeast([service], records, signal)) - first;
      const seconds = (performance.now() - begun) / 1000;
      const usage = usageFigures([before], [usageOf(service.pid)], processed);
      const transactions = await transactionsIn(platform, records);
      // The share of the transactions that falls into the measured time.
      const transactionsPerSecond = (transactions * (processed / records)) / seconds;
      return { recordsPerSecond: processed / seconds, transactionsPerSecond, ...usage };
    } finally {
      await service.stop();
    }
  });
}

/** Replies as they come, for those who wait for them. */
class Replies {
  private readonly waiting = new Map<string, () => void>();

  readonly take = ({ value }: IncomingRecord): Promise<void> => {
    const decoded = pingPongMessageCodec.decode(value);
    if (decoded.ok) {
      const id = decoded.value['transaction-id'];
      this.waiting.get(id)?.();
      this.waiting.delete(id);
    }
    return Promise.resolve();
  };

  of(id: string): Promise<void> {
    return new Promise((settle) => this.waiting.set(id, settle));
  }
}

/** Requests at a fixed rate: from the intended moment of a request until a read_committed reader has its reply. */
export function pingPongAtRate(platform: BenchPlatform, plan: OpenLoopPlan): Promise<Figures> {
  const { signal } = platform.start;
  return withEngine(platform, async (engine) => {
    const replies = new Replies();
    const reader = engine.consumer({ group: `bench-${randomUUID()}`, topics: [SUCCEEDED] }, replies.take);
    const producer = engine.producer();
    const service = await runService(launchOf(platform, 'ping-pong'), 'ready', signal);
    try {
      await reader.start();
      const joined = (): true | undefined => (reader.assignment().length === PARTITIONS ? true : undefined);
      await waitUntil('the reader of replies to have its partitions', joined, { timeoutMs: JOIN_LIMIT_MS });
      const ask = async (): Promise<void> => {
        const id = randomUUID();
        const reply = replies.of(id);
        await producer.send(request(id));
        await reply;
      };
      let usage = usageOf(service.pid);
      const onMeasuring = (): void => void (usage = usageOf(service.pid));
      const { figures, answers } = await openLoop(ask, plan, { onMeasuring });
      return { ...figures, ...usageFigures([usage], [usageOf(service.pid)], answers) };
    } finally {
      await service.stop();
    }
  });
}
