/** What the ledger's questions need of KafkaJS 2.2.4's inside; the version is pinned. */
declare module 'kafkajs/src/protocol/requests' {
  export const requests: { readonly Metadata: object };
}
