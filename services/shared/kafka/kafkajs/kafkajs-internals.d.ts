/**
 * What the adapter needs of KafkaJS 2.2.4's inside; the version is pinned, and `read-committed.test.ts`,
 * `record-batch.test.ts` and the tests on real brokers hold it.
 */
declare module 'kafkajs/src/network/connectionPool' {
  import type { Socket } from 'node:net';
  import type { ISocketFactory, Logger } from 'kafkajs';

  namespace ConnectionPool {
    /** Told exactly one of the two, once. */
    interface RequestEntry {
      readonly apiKey: number;
      readonly apiName: string;
      readonly apiVersion: number;
      readonly correlationId: number;
      resolve(answer: { readonly payload: Buffer }): void;
      reject(error: Error): void;
    }

    interface Connection {
      readonly host: string;
      readonly port: number;
      readonly clientId: string;
      readonly sasl: object | null;
      readonly socket: Socket;
      readonly requestQueue: {
        push(request: { readonly entry: RequestEntry; readonly expectResponse: boolean; sendRequest(): void }): void;
        maybeThrottle(ms: number): void;
      };
      isConnected(): boolean;
      isAuthenticated(): boolean;
      authenticate(): Promise<void>;
      nextCorrelationId(): number;
      send<T>(call: {
        readonly request: object;
        readonly response: { decode(payload: Buffer): Promise<T>; parse(decoded: T): unknown };
      }): Promise<T>;
    }

    interface Options {
      readonly host: string;
      readonly port: number;
      readonly ssl?: object | boolean | undefined;
      readonly sasl?: object | string | undefined;
      readonly clientId: string;
      readonly socketFactory: ISocketFactory;
      readonly connectionTimeout: number;
      readonly requestTimeout: number;
      readonly enforceRequestTimeout: boolean;
      readonly logger: Logger;
    }
  }

  class ConnectionPool {
    constructor(options: ConnectionPool.Options);
    /** All requests but Fetch go through the first. */
    readonly pool: readonly [ConnectionPool.Connection, ConnectionPool.Connection];
  }

  export = ConnectionPool;
}

declare module 'kafkajs/src/protocol/error' {
  export function createErrorFromCode(code: number): Error;
}

declare module 'kafkajs/src/protocol/requests/metadata' {
  export interface MetadataAnswer {
    readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
    readonly topicMetadata: readonly {
      readonly topicErrorCode: number;
      readonly topic: string;
      readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
    }[];
  }
  export function protocol(version: { readonly version: number }): (question: {
    readonly topics: readonly string[];
    readonly allowAutoTopicCreation: boolean;
  }) => {
    readonly request: object;
    readonly response: { decode(payload: Buffer): Promise<MetadataAnswer> };
  };
}

declare module 'kafkajs/src/broker' {
  import type { Logger } from 'kafkajs';
  import type ConnectionPool from 'kafkajs/src/network/connectionPool';

  class Broker {
    constructor(options: { readonly connectionPool: ConnectionPool; readonly logger: Logger });
    /** Connects, learns the API versions, authenticates. */
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    isConnected(): boolean;
    initProducerId(request: {
      readonly transactionTimeout: number;
    }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>;
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
