import { durabilityProfiles } from '../../contracts/durability';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import { services, type ServiceContract } from '../../contracts/services';
import type { ConsumerObserver, ConsumerSpec, ProducerSpec, TransactionalSpec } from './kafka/ports';
import type { ConsumingParts } from './consuming/attempts';
import type { ConsumerTotals } from './consuming/consumer-totals';
import type { DeadLetterAddress } from './consuming/dead-letter';
import type { ServiceMetrics } from './metrics';
import type { ServiceContext } from './run-service';
import { startTransactionSpan } from './tracing';

/*
 * From a service's configuration to what an engine is asked for. The durability profile arrives here as one name, and
 * no service chooses acks, idempotence or isolation by itself.
 */

/** @param metrics where the sizes of produce requests are counted. @default - nowhere */
export function producerSpec({ durability, producing }: RuntimeConfig, metrics?: ServiceMetrics): ProducerSpec {
  const { acks, idempotent } = durabilityProfiles[durability];
  const onBatch: NonNullable<ProducerSpec['onBatch']> = (topic, records) =>
    metrics?.produceBatchRecords.observe({ topic }, records);
  return { durability: { acks, idempotent }, ...producing, onBatch };
}

type ConsumingService = Pick<ServiceContext, 'config' | 'logger' | 'lifecycle' | 'metrics' | 'tracer'>;

function observer({ logger, lifecycle, metrics }: ConsumingService): ConsumerObserver {
  return {
    onRebalance(assignment) {
      lifecycle.joinedGroup = true;
      metrics.consumerRebalances.inc();
      logger.info({ assignment }, 'partitions assigned');
    },
    onError: (error, where) => logger.warn({ err: error, where }, 'consuming failed and will be repeated'),
  };
}

/** @throws Error when the contract lacks what a consuming service needs: a defect, found at the first start */
function consumingContract({ service }: RuntimeConfig): {
  group: string;
  topics: readonly string[];
  deadLetter: string;
} {
  const { consumes, group, deadLetter }: ServiceContract = services[service];
  if (group === undefined || deadLetter === undefined || consumes.length === 0)
    throw new Error(`contracts/services.ts lets ${service} consume nothing, or names no group or dead-letter topic`);
  return { group, topics: consumes, deadLetter };
}

export function consumerSpec(service: ConsumingService): ConsumerSpec {
  const { config } = service;
  const { group, topics } = consumingContract(config);
  const { isolation } = durabilityProfiles[config.durability];
  return { group, topics, isolation, maxBytesPerFetch: config.consuming.maxFetchBytes, ...observer(service) };
}

/** Transactional ids start with the service's name, which is what its grant on the brokers covers. */
export function transactionalSpec(service: ConsumingService): TransactionalSpec {
  const { config, tracer } = service;
  const consumer = consumerSpec(service);
  return {
    ...consumer,
    transactionalIdPrefix: config.service,
    maxBytesPerTransaction: config.producing.maxBatchBytes,
    onTransaction: (records) => startTransactionSpan(tracer, consumer.group, records),
  };
}

function deadLetterAddress(config: RuntimeConfig): DeadLetterAddress {
  const { group, deadLetter } = consumingContract(config);
  return { group, topic: deadLetter };
}

/** What every handler of a consuming service works with. */
export function consumingParts(
  { config, metrics, tracer, logger }: Pick<ServiceContext, 'config' | 'metrics' | 'tracer' | 'logger'>,
  totals: ConsumerTotals,
): ConsumingParts {
  return { retries: config.consuming, deadLetters: deadLetterAddress(config), metrics, tracer, logger, totals };
}
