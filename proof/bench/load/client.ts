import type { ClientSpec } from './spec';

export interface BenchRecord {
  readonly key: string;
  readonly value: string;
}

/** A client library as a load sees it: each method resolves after the brokers' acknowledgement. */
export interface BenchClient {
  send(record: BenchRecord): Promise<unknown>;
  sendBatch(records: readonly BenchRecord[]): Promise<unknown>;
  close(): Promise<void>;
}

export type ConnectClient = (spec: ClientSpec) => Promise<BenchClient>;
