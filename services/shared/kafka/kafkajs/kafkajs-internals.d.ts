/** What the adapter needs of KafkaJS 2.2.4's inside; the version is pinned, and `read-committed.test.ts` holds it. */
declare module 'kafkajs/src/broker' {
  class Broker {
    fetch(request: object): Promise<Broker.FetchResponse>;
  }

  namespace Broker {
    interface FetchedMessage {
      readonly offset: string;
      readonly key: Buffer | null;
      /** Control records never reach a handler. */
      isControlRecord?: boolean;
      readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
    }

    interface FetchedPartition {
      readonly messages: readonly FetchedMessage[];
      abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
    }

    interface FetchResponse {
      readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
    }
  }

  export = Broker;
}
