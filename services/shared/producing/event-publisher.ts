import type { Span } from '@opentelemetry/api';
import {
  KafkaError,
  type Acknowledgement,
  type DurableProducer,
  type KafkaConnectivity,
  type OutgoingRecord,
} from '../kafka/ports';
import { eventTypeLabel, type ServiceMetrics } from '../metrics';
import { exemplarOf, failSpan, startSendSpan, traceHeaders, type Tracer } from '../tracing';

export interface PublisherParts {
  readonly producer: DurableProducer;
  readonly connectivity: KafkaConnectivity;
  readonly metrics: ServiceMetrics;
  readonly tracer: Tracer;
}

/** Writes events for callers who wait for the answer: measured, traced, and refused at once while Kafka is away. */
export interface EventPublisher {
  /** Resolves after the brokers' acknowledgement. @param parent what asks for it, if it is traced. @throws KafkaError */
  publish(record: OutgoingRecord, eventType: string, parent?: Span): Promise<Acknowledgement>;
}

const rejectionReasons: Readonly<Record<string, string>> = {
  KAFKA_OVERLOADED: 'overloaded',
  KAFKA_UNAVAILABLE: 'unavailable',
  KAFKA_CLOSED: 'draining',
};

const codeOf = (error: unknown): string => (error instanceof KafkaError ? error.code : 'UNEXPECTED');

function countFailure(metrics: ServiceMetrics, topic: string, error: unknown): void {
  const code = codeOf(error);
  metrics.eventsNotProduced.inc({ topic, code });
  const reason = rejectionReasons[code];
  if (reason !== undefined) metrics.overloadRejections.inc({ reason });
}

function requireConnected({ connected, reason }: KafkaConnectivity): void {
  if (connected) return;
  const message = `Kafka is not reachable: ${reason ?? 'no broker has answered yet'}`;
  throw new KafkaError('KAFKA_UNAVAILABLE', message, true, 'not-written');
}

export function createEventPublisher({ producer, connectivity, metrics, tracer }: PublisherParts): EventPublisher {
  return {
    async publish(record, eventType, parent) {
      const { topic } = record;
      const span = startSendSpan(tracer, topic, parent);
      const began = performance.now();
      try {
        requireConnected(connectivity);
        const headers = { ...record.headers, ...traceHeaders(span) };
        const acknowledged = await producer.send({ ...record, headers });
        metrics.eventProductionDuration.observe({ topic }, (performance.now() - began) / 1_000, exemplarOf(span));
        metrics.eventsProduced.inc({ topic, event_type: eventTypeLabel(eventType) });
        span.setAttribute('messaging.destination.partition.id', String(acknowledged.partition));
        return acknowledged;
      } catch (error) {
        countFailure(metrics, topic, error);
        failSpan(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
  };
}
