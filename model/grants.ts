/** What a user may do on the brokers, in Kafka's own terms; derived from a service's contract and from nothing else. */
export interface Grant {
  readonly resource: 'topic' | 'group' | 'transactionalId' | 'cluster';
  readonly name: string;
  readonly pattern: 'literal' | 'prefix';
  /** In Strimzi's spelling, which is Kafka's. */
  readonly operations: readonly ('Read' | 'Write' | 'Describe' | 'DescribeConfigs' | 'IdempotentWrite')[];
}
