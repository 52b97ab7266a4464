import type { Headers } from '../ports';
import { crc32c } from './crc32c';
import type { LaneRecord } from './lane';

/** Whose batch it is, for the brokers to recognize it by when it comes again. */
export interface BatchOrigin {
  /** -1n: not idempotent; epoch and sequence are -1 then, too. */
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const MAGIC = 2;

/**
 * A record batch (magic 2) as KafkaJS's own encoder writes it, byte for byte, in one buffer of the right size. KafkaJS makes
 * several buffers for each record and copies all of them four times; encoding was most of what a batch cost.
 */
export function encodeRecordBatch(records: readonly LaneRecord[], origin: BatchOrigin): Buffer {
  const sizes = new Int32Array(records.length);
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  for (const { timestamp } of records) {
    if (timestamp < first) first = timestamp;
    if (timestamp > last) last = timestamp;
  }
  let total = HEADER_BYTES;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] as LaneRecord;
    const size = bodySize(record, index, record.timestamp - first);
    sizes[index] = size;
    total += varintSize(size) + size;
  }
  const buffer = Buffer.allocUnsafe(total);
  let at = HEADER_BYTES;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] as LaneRecord;
    at = writeRecord(buffer, at, record, sizes[index] as number, index, record.timestamp - first);
  }
  writeHeader(buffer, records.length, first, last, origin);
  return buffer;
}

function writeHeader(buffer: Buffer, count: number, first: number, last: number, origin: BatchOrigin): void {
  buffer.fill(0, 0, HEADER_BYTES); // base offset, leader epoch and attributes are the brokers' to set, or none
  buffer.writeInt32BE(buffer.length - LENGTH_AT - 4, LENGTH_AT);
  buffer.writeInt8(MAGIC, 16);
  buffer.writeInt32BE(count - 1, 23);
  buffer.writeBigInt64BE(BigInt(first), 27);
  buffer.writeBigInt64BE(BigInt(last), 35);
  buffer.writeBigInt64BE(origin.producerId, 43);
  buffer.writeInt16BE(origin.producerEpoch, 51);
  buffer.writeInt32BE(origin.baseSequence, 53);
  buffer.writeInt32BE(count, 57);
  buffer.writeUInt32BE(crc32c(buffer, ATTRIBUTES_AT), CRC_AT);
}

function bodySize({ key, value, headers }: LaneRecord, offsetDelta: number, timestampDelta: number): number {
  const bytes = 1 + varintSize(timestampDelta) + varintSize(offsetDelta) + fieldSize(key) + fieldSize(value);
  return bytes + (headers ? headersSize(headers) : 1);
}

function writeRecord(
  buffer: Buffer,
  start: number,
  { key, value, headers }: LaneRecord,
  size: number,
  offsetDelta: number,
  timestampDelta: number,
): number {
  let at = writeVarint(buffer, start, size);
  buffer[at] = 0; // attributes
  at = writeVarint(buffer, at + 1, timestampDelta);
  at = writeVarint(buffer, at, offsetDelta);
  at = writeField(buffer, at, key);
  at = writeField(buffer, at, value);
  if (headers) return writeHeaders(buffer, at, headers);
  buffer[at] = 0;
  return at + 1;
}

/** Names that come more than once stay next to each other. */
function* flat(headers: Headers): Generator<[string, string | Buffer]> {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const each of value) yield [name, each];
    else if (value !== undefined) yield [name, value];
  }
}

function headersSize(headers: Headers): number {
  let count = 0;
  let bytes = 0;
  for (const [name, value] of flat(headers)) {
    count += 1;
    bytes += fieldSize(name) + fieldSize(value);
  }
  return varintSize(count) + bytes;
}

function writeHeaders(buffer: Buffer, start: number, headers: Headers): number {
  const all = [...flat(headers)];
  let at = writeVarint(buffer, start, all.length);
  for (const [name, value] of all) at = writeField(buffer, writeField(buffer, at, name), value);
  return at;
}

/** Bytes with their length before them; -1 for `null`. */
function fieldSize(value: string | Buffer | null): number {
  if (value === null) return 1;
  const bytes = Buffer.byteLength(value);
  return varintSize(bytes) + bytes;
}

function writeField(buffer: Buffer, start: number, value: string | Buffer | null): number {
  if (value === null) {
    buffer[start] = 1; // -1 in zigzag
    return start + 1;
  }
  if (typeof value !== 'string') {
    const at = writeVarint(buffer, start, value.length);
    buffer.set(value, at);
    return at + value.length;
  }
  const bytes = Buffer.byteLength(value);
  const at = writeVarint(buffer, start, bytes);
  // As many bytes as characters: ASCII, which takes the short way.
  buffer.write(value, at, bytes, bytes === value.length ? 'latin1' : 'utf8');
  return at + bytes;
}

/** Of a number that is not negative: zigzag doubles it. Lengths, offsets and times after the first are not. */
function varintSize(value: number): number {
  let size = 1;
  for (let rest = value * 2; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

function writeVarint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value * 2;
  // Beyond 31 bits the bit operators would cut it off.
  for (; rest > 0x7fffffff; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) | 0x80;
  for (; rest >= 0x80; rest >>>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
  buffer[at] = rest;
  return at + 1;
}
