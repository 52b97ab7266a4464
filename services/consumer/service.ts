import { postEventCodec, type PostEvent } from '../../contracts/events/post';
import type { EventHandling } from '../shared/consuming/attempts';
import { newTotals } from '../shared/consuming/consumer-totals';
import { reliableHandler } from '../shared/consuming/reliable-handler';
import { consumerSpec, consumingParts, producerSpec } from '../shared/kafka-specs';
import type { ServiceMetrics } from '../shared/metrics';
import type { ServiceDefinition } from '../shared/run-service';
import { EventTally, inActiveSpan, type ProcessEvent, type TracedProcess } from './process-event';
import { RecentEvents } from './recent-events';
import { addConsumerRoutes } from './routes';

function postHandling(
  process: TracedProcess,
  recent: RecentEvents,
  { eventRepeats }: ServiceMetrics,
): EventHandling<PostEvent, void> {
  return {
    codec: postEventCodec,
    typeOf: (event) => event.event_type,
    async process(event, record, signal, span) {
      await process(event, signal, span);
      if (recent.add(event, record)) eventRepeats.inc({ topic: record.topic });
    },
  };
}

/** Reads `posts`, processes each event, commits after processing. @param custom instead of counting events */
export function consumerService(custom?: ProcessEvent): ServiceDefinition {
  return (context) => {
    const { config, engine, connectivity, metrics } = context;
    const tally = new EventTally();
    // Counting asks for no active span.
    const process = custom === undefined ? tally.process : inActiveSpan(custom);
    const [recent, totals] = [new RecentEvents(), newTotals()];
    const producer = engine.producer(producerSpec(config, metrics));
    const parts = consumingParts(context, totals);
    const handler = reliableHandler(postHandling(process, recent, metrics), parts, producer);
    const consumer = engine.consumer(consumerSpec(context), handler);
    const describe = () => ({ by_type: tally.byType() });
    return {
      producer,
      consumer,
      routes: (app) => addConsumerRoutes(app, { consumer, connectivity, metrics, totals, recent, process, describe }),
    };
  };
}
