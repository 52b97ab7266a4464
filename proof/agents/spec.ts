import type { KafkaSecurity } from '../../contracts/runtime-config';
import type { LineName } from '../ledger/entries';

/**
 * What an agent is told: a process of its own that writes, reads or copies numbered messages and notes each in a journal.
 * The specification is a JSON file, given as its only argument.
 */

export interface AgentKafka {
  /** `host:port`, with commas. */
  readonly bootstrapServers: string;
  readonly security: KafkaSecurity;
}

/** The client that is put to the proof. */
export type ClientChoice =
  /** The services' own, behind its ports (`services/shared/kafka`). */
  | { readonly kind: 'millrace'; readonly acks: 'all' | 'leader'; readonly idempotent: boolean }
  /** KafkaJS as it comes: the contrast. */
  | { readonly kind: 'plain-kafkajs'; readonly acks: 'all' | 'leader' | 'none'; readonly idempotent: boolean };

interface Agent {
  /**
   * Tells its journal and messages apart: letters, digits, - and _. Keys are `<name>.<incarnation>.<n>`; the incarnation is
   * the moment of its start in base 36, so that one that is started again uses no number twice.
   */
  readonly name: string;
  /** A file, appended to; the same after a restart. `-`: its stdout, between its reports, for a pod whose log is kept. */
  readonly journal: string;
}

interface Paced extends Agent {
  readonly line: LineName;
  /** Keys that take turns. */
  readonly keys: number;
  /** Messages a second, over all keys; it never gives the client more than it takes. */
  readonly rate: number;
  /** Length of a value, with the id in it. */
  readonly valueBytes: number;
  /** Messages that may be without an answer at the same time; a key has at most one over HTTP. */
  readonly unanswered: number;
}

export interface WriterSpec extends Paced {
  readonly role: 'writer';
  readonly kafka: AgentKafka;
  readonly topic: string;
  readonly client: ClientChoice;
}

/** Through `POST /events` of a running producer service: key is `source`, the id is in `data.ledger`. */
export interface HttpWriterSpec extends Paced {
  readonly role: 'http-writer';
  /** `http://host:port` */
  readonly url: string;
}

export interface ReaderSpec extends Agent {
  readonly role: 'reader';
  readonly kafka: AgentKafka;
  readonly topics: readonly string[];
  readonly group: string;
  readonly client: ClientChoice;
  /** `before-processing` is the weak setting: what most examples of auto-commit do. */
  readonly commit: 'after-processing' | 'before-processing';
  readonly isolation: 'read_committed' | 'read_uncommitted';
  /** How long the processing of a message takes, in milliseconds. */
  readonly processingMs: number;
}

/** Reads one topic and writes each record to another, reply and offset in one transaction. */
export interface CopierSpec extends Agent {
  readonly role: 'copier';
  readonly kafka: AgentKafka;
  readonly from: string;
  readonly to: string;
  readonly group: string;
}

export type AgentSpec = WriterSpec | HttpWriterSpec | ReaderSpec | CopierSpec;

/** Lines of JSON to an agent's stdin. Its end and SIGTERM, too, mean `stop`. */
export type AgentOrder =
  /** Ends what is in flight, waits for its answers, ends with status 0. */
  | { readonly order: 'stop' }
  /** Shifts `Date` of the process; 0 undoes it. The journal's times stay right. */
  | { readonly order: 'clock'; readonly shiftMs: number };

/** Lines of JSON from an agent's stdout. */
export type AgentReport =
  /** It runs; a reader has joined its group. */
  | { readonly report: 'ready' }
  /** Every 100 ms while something changes: whole counts since its start. */
  | {
      readonly report: 'counts';
      readonly attempted: number;
      readonly acknowledged: number;
      readonly unknown: number;
      readonly refused: number;
      readonly processed: number;
      /** Given to the client or handler, and not settled: what a kill would meet. A copier's: read, and not committed. */
      readonly inFlight: number;
      /** A writer's messages in the order of their attempts: all of the first so many are answered. */
      readonly answeredUpTo: number;
    }
  | { readonly report: 'failed'; readonly message: string };
