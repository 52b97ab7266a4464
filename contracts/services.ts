import type { TopicName } from './topics';

/** What a service may do on the brokers; ACLs are derived from this and from nothing else. */
export interface ServiceContract {
  readonly description: string;
  readonly produces: readonly TopicName[];
  readonly consumes: readonly TopicName[];
  /** Its consumer group, which no other service may use. Needed when it consumes. */
  readonly group?: string;
  /** Where it puts what it gives up. Needed when it consumes, and must be among `produces`. */
  readonly deadLetter?: TopicName;
  /** Replies and offsets in one transaction; transactional ids start with the service's name. */
  readonly transactional: boolean;
  /** The HTTP port inside its container, and on the laptop. */
  readonly port: number;
}

export const services = {
  producer: {
    description: 'Takes events over HTTP and writes them to posts',
    produces: ['posts', 'platform.health'],
    consumes: [],
    transactional: false,
    port: 8000,
  },
  consumer: {
    description: 'Reads posts, processes each event, commits after processing',
    produces: ['consumer.dead-letter', 'platform.health'],
    consumes: ['posts'],
    group: 'consumer',
    deadLetter: 'consumer.dead-letter',
    transactional: false,
    port: 8001,
  },
  'ping-pong': {
    description: 'Answers each request exactly once',
    produces: ['dev.pingpong.succeeded', 'dev.pingpong.failed', 'ping-pong.dead-letter', 'platform.health'],
    consumes: ['dev.pingpong.requested'],
    group: 'ping-pong',
    deadLetter: 'ping-pong.dead-letter',
    transactional: true,
    port: 8002,
  },
} as const satisfies Record<string, ServiceContract>;

export type ServiceName = keyof typeof services;

export const serviceNames = Object.keys(services) as ServiceName[];

export const isServiceName = (name: string): name is ServiceName => Object.hasOwn(services, name);
