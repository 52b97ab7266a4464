import type { DurableProducer, OutgoingRecord, RecordHandler, TransactionalHandler } from '../kafka/ports';
import { failSpan, inProcessSpan, traceFields } from '../tracing';
import { Attempts, positionOf, type ConsumingParts, type EventHandling } from './attempts';
import { fittingDeadLetterOf, sendDeadLetter } from './dead-letter';

/**
 * Decodes, processes, retries, and gives up to the dead-letter topic. Resolves only when the record is done or its dead
 * letter is acknowledged; rejects otherwise, and the record is not committed.
 */
export function reliableHandler<T>(
  handling: EventHandling<T, void>,
  parts: ConsumingParts,
  producer: DurableProducer,
): RecordHandler {
  const attempts = new Attempts(handling, parts);
  const { tracer, metrics, deadLetters, logger } = parts;

  return (record, signal) =>
    inProcessSpan(tracer, record, deadLetters.group, async (span) => {
      const outcome = await attempts.make(record, span, signal);
      if (outcome.ok) {
        attempts.countSuccess(record, outcome.eventType, span);
        return;
      }
      const { failure, eventType } = outcome;
      failSpan(span, new Error(failure.reason));
      try {
        await sendDeadLetter({ producer, deadLetters, tracer, metrics }, record, failure, span);
      } catch (error) {
        attempts.count(record, eventType, 'error');
        logger.error(
          { ...positionOf(record), ...traceFields(span), ...failure, err: error },
          'the dead letter was not written; the record will come again',
        );
        throw error;
      }
      attempts.countDeadLetter(record, eventType, failure, span);
    });
}

/**
 * The same for a handler whose replies are committed together with the offset. Its dead letter is one of the replies,
 * so that it too is there exactly once. What is counted here is counted when it is handled: a transaction that is
 * aborted afterwards is counted again when its records come again.
 */
export function exactlyOnceHandler<T>(
  handling: EventHandling<T, readonly OutgoingRecord[]>,
  parts: ConsumingParts,
): TransactionalHandler {
  const attempts = new Attempts(handling, parts);
  const { tracer, deadLetters } = parts;

  return (record, signal) =>
    inProcessSpan(tracer, record, deadLetters.group, async (span) => {
      const outcome = await attempts.make(record, span, signal);
      if (outcome.ok) {
        attempts.countSuccess(record, outcome.eventType, span);
        return outcome.result;
      }
      failSpan(span, new Error(outcome.failure.reason));
      attempts.countDeadLetter(record, outcome.eventType, outcome.failure, span);
      return [fittingDeadLetterOf(record, outcome.failure, deadLetters, { tracer, parent: span })];
    });
}
