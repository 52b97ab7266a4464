import { postEventCodec, type PostEvent } from '../../contracts/events/post';
import type { TopicName } from '../../contracts/topics';
import type { Acknowledgement } from '../shared/kafka/ports';
import type { EventPublisher } from '../shared/producing/event-publisher';

export const POSTS: TopicName = 'posts';

/** Writes events to `posts`. */
export interface PostPublisher {
  /** @throws KafkaError */
  post(event: PostEvent): Promise<Acknowledgement>;
}

export function createPostPublisher(publisher: EventPublisher): PostPublisher {
  return {
    post: (event) =>
      publisher.publish({ topic: POSTS, key: event.source, value: postEventCodec.encode(event) }, event.event_type),
  };
}
