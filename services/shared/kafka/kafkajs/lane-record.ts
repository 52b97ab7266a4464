import type { OutgoingRecord } from '../ports';
import type { LaneRecord } from './lane';

/** Offsets, lengths and timestamp of a record in Kafka's format, generously; a header adds two lengths. */
const RECORD_OVERHEAD_BYTES = 72;
const HEADER_OVERHEAD_BYTES = 10;

export function toLaneRecord({ key, value, headers }: OutgoingRecord): LaneRecord {
  return {
    key: typeof key === 'string' ? Buffer.from(key) : key,
    value,
    timestamp: Date.now(),
    ...(headers ? { headers } : {}),
  };
}

/** What a record takes in a request, at most. */
export function sizeOf({ key, value, headers }: LaneRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value === null ? 0 : Buffer.byteLength(value));
  for (const [name, values] of Object.entries(headers ?? {}))
    for (const each of [values].flat())
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + Buffer.byteLength(each);
  return bytes;
}
