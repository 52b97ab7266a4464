import { createErrorFromCode } from 'kafkajs/src/protocol/error';
import { protocol, type MetadataAnswer } from 'kafkajs/src/protocol/requests/metadata';
import { monotonicMs } from '../monotonic';
import { BrokerLink, type ProduceSettings } from './broker-link';
import { addressOf, openConnection, type Client } from './connection';
import { firstAnswer, SLOW_MS } from './first-answer';
import type { OpenConnection } from './shared-connection';

/** The last version of Metadata that KafkaJS reads. */
const metadataRequest = protocol({ version: 6 });
/** How often partitions that get no answer are looked for elsewhere. */
const WATCH_MS = 250;

type TopicView = MetadataAnswer['topicMetadata'][number];

/** The brokers as one client sees them: ways to them, and who leads what. */
export class Brokers {
  private readonly seeds: readonly BrokerLink[];
  private readonly links = new Map<number, BrokerLink>();
  private readonly wanted = new Set<string>();
  private topics = new Map<string, TopicView>();
  private refreshing: Promise<void> | undefined;
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly client: Client,
    private readonly settings: ProduceSettings,
  ) {
    this.seeds = client.servers.map((server) => this.makeLink(...addressOf(server)));
    this.watch = setInterval(() => void this.lookForMoved().catch(() => undefined), WATCH_MS);
    this.watch.unref();
  }

  /** @throws what the brokers, or the last of them, failed of */
  async connect(): Promise<void> {
    await this.refresh();
  }

  /** Any broker gives one. */
  async initProducerId(transactionTimeout: number): Promise<{ producerId: bigint; producerEpoch: number }> {
    const answer = await this.askAny(({ broker }) => broker.initProducerId({ transactionTimeout }));
    return { producerId: BigInt(answer.producerId), producerEpoch: answer.producerEpoch };
  }

  /** The way to a partition's leader as it was known last. */
  leaderOf(topic: string, partition: number): BrokerLink | undefined {
    const view = this.topics.get(topic);
    const leader = view?.partitionMetadata.find(({ partitionId }) => partitionId === partition)?.leader;
    return leader === undefined ? undefined : this.links.get(leader);
  }

  /** Why there is no way to a partition's leader. */
  whyNoLeader(topic: string, partition: number): Error {
    const code = this.topics.get(topic)?.topicErrorCode ?? 0;
    if (code !== 0) return createErrorFromCode(code);
    return new NoLeader(topic, partition);
  }

  /** Learns of a topic, if it is not known. */
  async ensure(topic: string): Promise<void> {
    if (this.topics.has(topic)) return;
    this.wanted.add(topic);
    await this.refresh();
    // A question that was on its way did not have it.
    if (!this.topics.has(topic)) await this.refresh();
  }

  /** Asks who leads what; all who want to know share a question. */
  refresh(): Promise<void> {
    this.refreshing ??= this.askAround().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  /** Nothing is sent any more. */
  stop(): void {
    clearInterval(this.watch);
  }

  /**
   * How many partitions a topic has, as a broker says now.
   * @throws the brokers' refusal, or what the last of them failed of
   */
  async partitionsOf(topic: string): Promise<number> {
    const answer = await this.metadataOf([topic]);
    this.learn(answer);
    const view = answer.topicMetadata.find((each) => each.topic === topic);
    if (view && view.topicErrorCode !== 0) throw createErrorFromCode(view.topicErrorCode);
    return view?.partitionMetadata.length ?? 0;
  }

  private async askAround(): Promise<void> {
    this.learn(await this.metadataOf([...this.wanted]));
  }

  /** No topics: all of them. */
  private metadataOf(topics: readonly string[]): Promise<MetadataAnswer> {
    const { request, response } = metadataRequest({ topics, allowAutoTopicCreation: false });
    // Not KafkaJS's `parse`: one partition without a leader is an error to it, and hides all others.
    const decode = (payload: Buffer): Promise<MetadataAnswer> => response.decode(payload);
    const call = { request, response: { decode, parse: (decoded: MetadataAnswer) => decoded } };
    return this.askAny(({ connection }) => connection.send(call));
  }

  private askAny<T>(question: (open: OpenConnection) => Promise<T>): Promise<T> {
    const now = monotonicMs();
    const known = [...this.links.values()].sort(
      (a, b) => a.reluctance(now) - b.reluctance(now) || a.asked - b.asked || 0,
    );
    // The servers given at the start, when all that they named are gone.
    const candidates = [...known, ...this.seeds.filter((seed) => !known.includes(seed))];
    return firstAnswer(candidates, (link) => link.ask(question), SLOW_MS);
  }

  private learn({ brokers, topicMetadata }: MetadataAnswer): void {
    for (const { nodeId, host, port } of brokers) {
      const present = this.links.get(nodeId);
      if (present?.host === host && present.port === port) continue;
      present?.cut();
      const seed = this.seeds.find((each) => each.host === host && each.port === port);
      this.links.set(nodeId, seed ?? this.makeLink(host, port));
    }
    for (const topic of topicMetadata) this.topics.set(topic.topic, topic);
  }

  /**
   * A frozen broker keeps its connections and answers nothing, long after its partitions have other leaders. Its
   * connection is cut then: idempotent batches can be repeated to the new leader.
   */
  private async lookForMoved(): Promise<void> {
    const overdue = new Map<BrokerLink, readonly { topic: string; partition: number }[]>();
    for (const link of this.links.values()) {
      const batches = link.overdue(monotonicMs());
      if (batches.length > 0) overdue.set(link, batches);
    }
    if (overdue.size === 0) return;
    await this.refresh();
    for (const [link, batches] of overdue) {
      const moved = batches.some(({ topic, partition }) => {
        const leader = this.leaderOf(topic, partition);
        return leader !== undefined && leader !== link;
      });
      if (moved && link.overdue(monotonicMs()).length > 0) link.cut();
    }
  }

  private makeLink(host: string, port: number): BrokerLink {
    const open = (): OpenConnection => openConnection(this.client, host, port);
    return new BrokerLink(host, port, open, (address) => this.client.gate.cutBroker(address), this.settings);
  }
}

/** Nothing was handed over. */
export class NoLeader extends Error {
  override readonly name = 'NoLeader';
  constructor(topic: string, partition: number) {
    super(`no broker leads ${topic}-${partition} now`);
  }
}
