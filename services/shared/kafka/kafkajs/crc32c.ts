/** CRC-32C (Castagnoli), as every record batch carries it; the reflected polynomial. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 16;

/** `TABLE[slice * 256 + byte]`: what a byte does to the checksum when `slice` more bytes follow it. */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index += 1) {
    const before = at(table, index - 256);
    table[index] = at(table, before & 0xff) ^ (before >>> 8);
  }
  return table;
}

function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] as number;
}

/**
 * Sixteen bytes in each step ("slicing"): some four times as fast as one, which is what KafkaJS does and which took a
 * tenth of its time.
 */
export function crc32c(data: Uint8Array, start = 0, end = data.length): number {
  const t = TABLE;
  let crc = -1;
  let i = start;
  for (; i + 16 <= end; i += 16) {
    crc ^= at(data, i) | (at(data, i + 1) << 8) | (at(data, i + 2) << 16) | (at(data, i + 3) << 24);
    crc =
      at(t, 3840 + (crc & 0xff)) ^
      at(t, 3584 + ((crc >>> 8) & 0xff)) ^
      at(t, 3328 + ((crc >>> 16) & 0xff)) ^
      at(t, 3072 + (crc >>> 24)) ^
      at(t, 2816 + at(data, i + 4)) ^
      at(t, 2560 + at(data, i + 5)) ^
      at(t, 2304 + at(data, i + 6)) ^
      at(t, 2048 + at(data, i + 7)) ^
      at(t, 1792 + at(data, i + 8)) ^
      at(t, 1536 + at(data, i + 9)) ^
      at(t, 1280 + at(data, i + 10)) ^
      at(t, 1024 + at(data, i + 11)) ^
      at(t, 768 + at(data, i + 12)) ^
      at(t, 512 + at(data, i + 13)) ^
      at(t, 256 + at(data, i + 14)) ^
      at(t, at(data, i + 15));
  }
  for (; i < end; i += 1) crc = at(t, (crc ^ at(data, i)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}
