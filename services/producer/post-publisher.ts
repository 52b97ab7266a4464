import type { Span } from '@opentelemetry/api';
import { postEventCodec, type PostEvent } from '../../contracts/events/post';
import type { TopicName } from '../../contracts/topics';
import type { Acknowledgement } from '../shared/kafka/ports';
import type { EventPublisher } from '../shared/producing/event-publisher';

export const POSTS: TopicName = 'posts';

/** Writes events to `posts`. */
export interface PostPublisher {
  /** @param parent the request's span, if there is one. @throws KafkaError */
  post(event: PostEvent, parent?: Span): Promise<Acknowledgement>;
}

export function createPostPublisher(publisher: EventPublisher): PostPublisher {
  return {
    post(event, parent) {
      const record = { topic: POSTS, key: event.source, value: postEventCodec.encode(event) };
      return publisher.publish(record, event.event_type, parent);
    },
  };
}
