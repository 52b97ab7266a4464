import type { DurabilityProfileName } from './durability';
import type { EventCodec } from './events/codec';
import { healthProbeCodec, type HealthProbe } from './events/health';
import {
  pingPongFailedCodec,
  pingPongMessageCodec,
  type PingPongFormatError,
  type PingPongMessage,
} from './events/ping-pong';
import { postEventCodec, type PostEvent } from './events/post';

/** What the two ends of a topic agree on. How large it is and how long it keeps is the model's (`model/catalogue.ts`). */
export interface TopicContract<T = unknown> {
  readonly description: string;
  /** Who answers for what is in it. */
  readonly owner: string;
  readonly durability: DurabilityProfileName;
  /** What the record's key is; records of one key stay in order. */
  readonly key: string;
  /** @default - the value is opaque: a dead letter is whatever the original was */
  readonly event?: EventCodec<T>;
}

const contract = <T>(topic: TopicContract<T>): TopicContract<T> => topic;

/** Every topic of the platform. To add one: a line here, its settings in `model/catalogue.ts`, who uses it in `services.ts`. */
export const topics = {
  posts: contract<PostEvent>({
    description: 'Events posted to the producer service',
    owner: 'producer',
    durability: 'no-loss',
    key: 'source',
    event: postEventCodec,
  }),
  'dev.pingpong.requested': contract<PingPongMessage>({
    description: 'Requests to the ping-pong service',
    owner: 'ping-pong',
    durability: 'no-loss',
    key: 'transaction-id',
    event: pingPongMessageCodec,
  }),
  'dev.pingpong.succeeded': contract<PingPongMessage>({
    description: 'The pong to each ping',
    owner: 'ping-pong',
    durability: 'no-loss',
    key: 'transaction-id',
    event: pingPongMessageCodec,
  }),
  'dev.pingpong.failed': contract<PingPongMessage | PingPongFormatError>({
    description: 'Requests that were no ping, and what could not be read',
    owner: 'ping-pong',
    durability: 'no-loss',
    key: 'transaction-id',
    event: pingPongFailedCodec,
  }),
  'consumer.dead-letter': contract({
    description: 'Posts that the consumer service gave up, with the cause in headers',
    owner: 'consumer',
    durability: 'no-loss',
    key: "the original record's",
  }),
  'ping-pong.dead-letter': contract({
    description: 'Requests that the ping-pong service gave up, with the cause in headers',
    owner: 'ping-pong',
    durability: 'no-loss',
    key: "the original record's",
  }),
  'platform.health': contract<HealthProbe>({
    description: 'What health commands write to prove that the brokers acknowledge',
    owner: 'platform',
    durability: 'no-loss',
    key: 'service',
    event: healthProbeCodec,
  }),
} as const satisfies Record<string, TopicContract<never> | TopicContract>;

export type TopicName = keyof typeof topics;

export const topicNames = Object.keys(topics) as TopicName[];
