/**
 * What a load program is told: a process of its own that loads one client library, writes, and reports figures. It gets
 * the specification as its only argument and answers with one message to its parent.
 */

export interface ClientSpec {
  /** `host:port`, with commas. */
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly acks: 'all' | 'leader';
  readonly idempotent: boolean;
  /** Folder whose `node_modules` has the client, for those that are not ours. @default - none needed */
  readonly library?: string;
}

interface Load {
  /** Length of a record's value. */
  readonly bytes: number;
}

/** Single sends, each at its own moment, whether the earlier ones are answered or not. */
export interface SinglesLoad extends Load {
  readonly kind: 'singles';
  /** Sends a second. */
  readonly rate: number;
  readonly seconds: number;
  /** The same load before, which counts for nothing but what it leaves behind. */
  readonly warmupSeconds: number;
  /** How long answers are waited for after the last send. */
  readonly drainSeconds: number;
}

/** Batches, `atOnce` of them under way, as fast as they are answered. */
export interface BatchesLoad extends Load {
  readonly kind: 'batches';
  readonly records: number;
  readonly batch: number;
  readonly atOnce: number;
  /** Records before those that are counted. */
  readonly warmupRecords: number;
}

export interface LoadSpec {
  readonly client: ClientSpec;
  readonly load: SinglesLoad | BatchesLoad;
}
