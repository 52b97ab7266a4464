import { createEventPublisher } from '../shared/producing/event-publisher';
import { producerSpec } from '../shared/kafka-specs';
import type { ServiceDefinition } from '../shared/run-service';
import { BackgroundLoop } from './background-loop';
import { createPostPublisher } from './post-publisher';
import { addProducerRoutes } from './routes';

/** Takes events over HTTP and writes them to `posts`. */
export const producerService: ServiceDefinition = ({ config, engine, connectivity, metrics, tracer, logger }) => {
  const producer = engine.producer(producerSpec(config, metrics));
  const posts = createPostPublisher(createEventPublisher({ producer, connectivity, metrics, tracer }));
  const loop = new BackgroundLoop(posts, logger);
  const { maxQueuedBytes } = config.producing;
  return {
    producer,
    routes: (app) => addProducerRoutes(app, { posts, loop, maxQueuedBytes }),
    halt: () => loop.close(),
  };
};
