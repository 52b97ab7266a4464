import type { Kafka } from 'kafkajs';
import { requests } from 'kafkajs/src/protocol/requests';
import type { MetadataQuorum } from '../../local/kafka/metadata-quorum';
import { describeQuorum } from './describe-quorum';

/**
 * Each broker's own view of the cluster. KafkaJS's admin client asks any broker it likes; after a kill their views differ
 * for seconds, and a cluster is whole only when all of them say so. The classes below are KafkaJS 2.2.4's own, which it
 * keeps to itself; the version is pinned.
 */

/** One partition, as a broker sees it. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** What one broker says. */
export interface BrokerView {
  readonly broker: number;
  /** Brokers that it knows to be in service. */
  readonly knows: readonly number[];
  readonly partitions: readonly PartitionState[];
}

interface Metadata {
  readonly brokers: readonly { readonly nodeId: number }[];
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }[];
  }[];
}

interface Protocol {
  readonly request: object;
  readonly response: { readonly decode: (content: Buffer) => Promise<Metadata> };
}

export interface InternalBroker {
  /** The newest version of a request that the broker knows too. */
  lookupRequest(
    apiKey: number,
    definition: object,
  ): (asked: { readonly topics: readonly string[]; readonly allowAutoTopicCreation: boolean }) => Protocol;
  readonly connectionPool: { getConnection(): Promise<{ send(protocol: object): Promise<unknown> }> };
}

interface InternalCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findBroker(which: { readonly nodeId: string }): Promise<InternalBroker>;
}

/** A client of the ledger must not make the topics that it looks for. */
const clusterOptions = { allowAutoTopicCreation: false, metadataMaxAge: 1_000 } as const;

function clusterOf(kafka: Kafka): InternalCluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (name === undefined) throw new Error('this KafkaJS is not 2.2.4: it makes its connections in another way');
  const make = (kafka as unknown as Record<symbol, (options: object) => InternalCluster>)[name];
  if (make === undefined) throw new Error('this KafkaJS is not 2.2.4: it makes its connections in another way');
  return make(clusterOptions);
}

/** Longest that a broker is waited for, by default, before it counts as one that does not answer. */
const PATIENCE_MS = 4_000;

function inTime<T>(work: Promise<T>, limitMs = PATIENCE_MS): Promise<T> {
  work.catch(() => undefined); // when it comes too late
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('the broker does not answer')), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const METADATA = 3;

/** KafkaJS's own `metadata` throws when a single partition has no leader, which is when it is looked at here. */
async function metadataOf(broker: InternalBroker, topics: readonly string[]): Promise<Metadata> {
  const { request, response } = broker.lookupRequest(
    METADATA,
    requests.Metadata,
  )({ topics, allowAutoTopicCreation: false });
  const connection = await broker.connectionPool.getConnection();
  const lenient = { ...response, parse: (answer: Metadata) => Promise.resolve(answer) };
  return (await connection.send({ request, response: lenient, logResponseError: false })) as Metadata;
}

function viewOf(broker: number, { brokers, topicMetadata }: Metadata): BrokerView {
  return {
    broker,
    knows: brokers.map(({ nodeId }) => nodeId).sort((one, other) => one - other),
    partitions: topicMetadata.flatMap(({ topic, partitionMetadata }) =>
      partitionMetadata.map(({ partitionId: partition, leader, replicas, isr }) => ({
        topic,
        partition,
        leader,
        replicas,
        isr,
      })),
    ),
  };
}

export class BrokerViews {
  private cluster: InternalCluster | undefined;

  constructor(private readonly kafka: Kafka) {}

  /**
   * @param topics empty: all that the user may see
   * @param patienceMs for each of two steps: to connect, to be answered
   * @returns in the order of `brokers`; nothing in the place of one that does not answer
   */
  async ask(
    brokers: readonly number[],
    topics: readonly string[],
    patienceMs = PATIENCE_MS,
  ): Promise<(BrokerView | undefined)[]> {
    const cluster = await this.connected();
    if (cluster === undefined) return brokers.map(() => undefined);
    return Promise.all(
      brokers.map(async (id) => {
        try {
          const broker = await inTime(cluster.findBroker({ nodeId: String(id) }), patienceMs);
          return viewOf(id, await inTime(metadataOf(broker, topics), patienceMs));
        } catch {
          // One that has just come back is not in the list of brokers yet; the next question finds it.
          void inTime(cluster.refreshMetadata()).catch(() => this.forget(cluster));
          return undefined;
        }
      }),
    );
  }

  /** Asked of the first broker that answers. @throws Error why none did */
  async quorum(brokers: readonly number[]): Promise<MetadataQuorum> {
    const cluster = await this.connected();
    let why: unknown = new Error('no broker can be reached');
    if (cluster === undefined) throw why;
    for (const id of brokers) {
      try {
        return await inTime(describeQuorum(await inTime(cluster.findBroker({ nodeId: String(id) }))));
      } catch (error) {
        why = error;
        await inTime(cluster.refreshMetadata()).catch(() => this.forget(cluster));
      }
    }
    throw why;
  }

  async close(): Promise<void> {
    await this.cluster?.disconnect().catch(() => undefined);
  }

  private async connected(): Promise<InternalCluster | undefined> {
    if (this.cluster !== undefined) return this.cluster;
    const cluster = clusterOf(this.kafka);
    try {
      await inTime(cluster.connect());
      await inTime(cluster.refreshMetadata());
      return (this.cluster = cluster);
    } catch {
      void cluster.disconnect().catch(() => undefined);
      return undefined;
    }
  }

  /** With all of its connections: the next question begins with the addresses that never change. */
  private forget(cluster: InternalCluster): void {
    if (this.cluster === cluster) this.cluster = undefined;
    void cluster.disconnect().catch(() => undefined);
  }
}
