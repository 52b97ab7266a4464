import { randomBytes } from 'node:crypto';
import type { BenchRecord } from './client';

/** Enough that all partitions get some; as many sources as the services' payloads have. */
const KEYS = 100;
/** A prime, so that keys and values do not come round together. */
const VALUES = 211;

/** Records to write, made before the clock runs: text that does not compress, one length. */
export function recordsOf(bytes: number): (index: number) => BenchRecord {
  const records = Array.from({ length: VALUES }, () => randomBytes(bytes).toString('base64').slice(0, bytes));
  const keys = Array.from({ length: KEYS }, (_, index) => `bench-${index}`);
  return (index) => ({ key: keys[index % KEYS] as string, value: records[index % VALUES] as string });
}
