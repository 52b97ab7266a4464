import type { OutgoingRecord } from './ports';

/** Offsets, lengths and timestamp of a record in Kafka's format, generously; a header adds two lengths. */
const RECORD_OVERHEAD_BYTES = 72;
const HEADER_OVERHEAD_BYTES = 10;

/** What a record takes in a request, at most. */
export function sizeOf({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key === null ? 0 : Buffer.byteLength(key));
  bytes += value === null ? 0 : Buffer.byteLength(value);
  for (const [name, values] of Object.entries(headers ?? {}))
    for (const each of [values].flat())
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + Buffer.byteLength(each);
  return bytes;
}
