/** The engine on KafkaJS: the only folder of services/ that imports it. */
import type {
  ConnectivitySpec,
  ConsumerSpec,
  DurableProducer,
  GroupConsumer,
  KafkaConnectivity,
  KafkaEngine,
  ProducerSpec,
  RecordHandler,
  TransactionalHandler,
  TransactionalSpec,
} from '../ports';
import { monotonicMs } from '../monotonic';
import { AdminClient } from './admin-client';
import { BrokerQuestions } from './broker-questions';
import type { ConnectionOptions } from './connection';
import { BrokerConnectivity } from './connectivity';
import { createGroupConsumer } from './group-consumer';
import { LaneProducer } from './lane-producer';
import { TopicDirectory } from './topic-directory';
import { createTransactionalConsumer } from './transactional-consumer';

export type { ConnectionOptions, KafkaSecurity } from './connection';

const CLOSE_LIMIT_MS = 10_000;
const TOPIC_REFRESH_MS = 30_000;

export function createKafkaJsEngine(options: ConnectionOptions): KafkaEngine {
  return new KafkaJsEngine(options);
}

class KafkaJsEngine implements KafkaEngine {
  private readonly admin: AdminClient;
  private directory: TopicDirectory | undefined;
  private questions: BrokerQuestions | undefined;
  private readonly consumers: GroupConsumer[] = [];
  private readonly producers: DurableProducer[] = [];
  private readonly observers: KafkaConnectivity[] = [];

  constructor(private readonly options: ConnectionOptions) {
    this.admin = new AdminClient(options);
  }

  producer(spec: ProducerSpec = {}): DurableProducer {
    const producer = new LaneProducer(this.options, spec, this.options.logger);
    this.producers.push(producer);
    return producer;
  }

  consumer(spec: ConsumerSpec, handler: RecordHandler): GroupConsumer {
    const consumer = createGroupConsumer(this.options, spec, this.admin, this.options.logger, handler);
    this.consumers.push(consumer);
    return consumer;
  }

  transactional(spec: TransactionalSpec, handler: TransactionalHandler): GroupConsumer {
    const { options, admin } = this;
    this.questions ??= new BrokerQuestions(options);
    this.directory ??= new TopicDirectory(this.questions, TOPIC_REFRESH_MS, options.logger);
    const consumer = createTransactionalConsumer(options, spec, admin, this.directory, options.logger, handler);
    this.consumers.push(consumer);
    return consumer;
  }

  connectivity(spec: ConnectivitySpec = {}): KafkaConnectivity {
    const connectivity = new BrokerConnectivity(this.options, spec);
    this.observers.push(connectivity);
    return connectivity;
  }

  /** Consumers first: what they have begun may still write. */
  async close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    const deadline = monotonicMs() + limitMs;
    await Promise.all(this.consumers.map((consumer) => consumer.stop(limitMs)));
    await Promise.all(this.producers.map((producer) => producer.close(Math.max(0, deadline - monotonicMs()))));
    await Promise.all(this.observers.map((observer) => observer.stop()));
    this.directory?.close();
    this.questions?.close();
    this.admin.close();
  }
}
