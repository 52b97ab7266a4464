import type { Service } from './environment';

/** What a user may do on the brokers, in Kafka's own terms; derived from a service's contract and from nothing else. */
export interface Grant {
  readonly resource: 'topic' | 'group' | 'transactionalId';
  readonly name: string;
  readonly pattern: 'literal' | 'prefix';
  /** In Strimzi's spelling, which is Kafka's. */
  readonly operations: readonly ('Read' | 'Write' | 'Describe')[];
}

const literal = (resource: Grant['resource'], name: string, ...operations: Grant['operations']): Grant => ({
  resource,
  name,
  pattern: 'literal',
  operations,
});

/** Transactional ids are `<service>-<topic>-<partition>`: the partitions may grow, the topic is one that it consumes. */
export const transactionalIdPrefixOf = (service: string, topic: string): string => `${service}-${topic}-`;

/**
 * All that a service's user may do. Who may write to a topic also gets an idempotent producer's id since Kafka 3.0
 * (KIP-679), and the list of the brokers, for which health asks, is nobody's secret: nothing is granted on the cluster.
 * Describe comes with Read and Write in Kafka's own authorizer; it is said because another authorizer need not know.
 */
export function grantsOf(
  service: Pick<Service, 'name' | 'produces' | 'consumes' | 'group' | 'transactional'>,
): Grant[] {
  const { name, produces, consumes, group, transactional } = service;
  return [
    ...produces.map((topic) => literal('topic', topic, 'Write', 'Describe')),
    ...consumes.map((topic) => literal('topic', topic, 'Read', 'Describe')),
    // Membership and commits; Describe is the committed position, which lag and transactions ask for.
    ...(group === undefined ? [] : [literal('group', group, 'Read', 'Describe')]),
    ...(transactional ? consumes : []).map((topic): Grant => ({
      resource: 'transactionalId',
      name: transactionalIdPrefixOf(name, topic),
      pattern: 'prefix',
      operations: ['Write', 'Describe'],
    })),
  ];
}
