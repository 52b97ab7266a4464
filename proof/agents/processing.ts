import { setTimeout as rest } from 'node:timers/promises';
import type { IncomingRecord } from '../../services/shared/kafka/ports';
import { stampNow } from '../ledger/entries';
import { idReaderOf, type IdReader } from '../ledger/message';
import type { AgentParts } from './agent';

/** A record as it comes from a client. */
export type Arrived = Pick<IncomingRecord, 'topic' | 'partition' | 'value'> & { readonly offset: bigint | string };

/** Processes records for as long as a processing takes, and notes each when it has ended. */
export class Processing {
  private readonly readers = new Map<string, IdReader>();

  constructor(
    private readonly processingMs: number,
    private readonly parts: AgentParts,
  ) {}

  /** Resolves when it is noted, in the file: only then may its offset be committed. */
  async process({ topic, partition, offset, value }: Arrived): Promise<void> {
    const { journal, tally } = this.parts;
    tally.add('inFlight');
    try {
      if (this.processingMs > 0) await rest(this.processingMs);
      const id = this.idOf(topic, value);
      // Somebody else's record: read, and no business of the ledger.
      if (id === undefined) return;
      journal.note({ kind: 'processed', at: stampNow(), topic, partition, offset: Number(offset), id });
      await journal.written();
      tally.add('processed');
    } finally {
      tally.add('inFlight', -1);
    }
  }

  private idOf(topic: string, value: Buffer | null): ReturnType<IdReader> {
    let reader = this.readers.get(topic);
    if (reader === undefined) this.readers.set(topic, (reader = idReaderOf(topic)));
    return reader(value);
  }
}
