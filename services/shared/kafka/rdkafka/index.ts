/** The engine on librdkafka, through `@confluentinc/kafka-javascript`, which is loaded at run time. See docs/adr/0019. */
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
import { BrokerConnectivity } from './connectivity';
import { GroupMember, handleInOrder } from './group-consumer';
import { loadLibrary, type Library } from './library';
import { QueueProducer } from './queue-producer';
import type { ConnectionOptions } from './settings';
import { TransactionalWork } from './transactional-work';

export { EngineLibraryError, loadLibrary } from './library';
export type { ConnectionOptions } from './settings';

const CLOSE_LIMIT_MS = 10_000;

/**
 * @param libraryFolder see `loadLibrary`
 * @throws EngineLibraryError at once, when the library is not there or can not be loaded
 */
export function createRdkafkaEngine(options: ConnectionOptions, libraryFolder?: string): KafkaEngine {
  return new RdkafkaEngine(loadLibrary(libraryFolder), options);
}

class RdkafkaEngine implements KafkaEngine {
  private readonly consumers: GroupConsumer[] = [];
  private readonly producers: DurableProducer[] = [];
  private readonly observers: KafkaConnectivity[] = [];

  constructor(
    private readonly library: Library,
    private readonly options: ConnectionOptions,
  ) {}

  producer(spec: ProducerSpec = {}): DurableProducer {
    const producer = new QueueProducer(this.library, this.options, spec);
    this.producers.push(producer);
    return producer;
  }

  consumer(spec: ConsumerSpec, handler: RecordHandler): GroupConsumer {
    const worker = handleInOrder(spec, handler);
    const consumer = new GroupMember(this.library, this.options, spec, () => worker);
    this.consumers.push(consumer);
    return consumer;
  }

  transactional(spec: TransactionalSpec, handler: TransactionalHandler): GroupConsumer {
    const { library, options } = this;
    const member: GroupMember = new GroupMember(
      library,
      options,
      spec,
      (consumer) =>
        new TransactionalWork(library, options, spec, handler, consumer, ({ topic, partition }, next) =>
          member.progress.committed(topic, partition, next),
        ),
    );
    this.consumers.push(member);
    return member;
  }

  connectivity(spec: ConnectivitySpec = {}): KafkaConnectivity {
    const connectivity = new BrokerConnectivity(this.library, this.options, spec);
    this.observers.push(connectivity);
    return connectivity;
  }

  /** Consumers first: what they have begun may still write. */
  async close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    const deadline = monotonicMs() + limitMs;
    await Promise.all(this.consumers.map((consumer) => consumer.stop(limitMs)));
    await Promise.all(this.producers.map((producer) => producer.close(Math.max(0, deadline - monotonicMs()))));
    await Promise.all(this.observers.map((observer) => observer.stop()));
  }
}
