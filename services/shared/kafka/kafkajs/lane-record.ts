import type { OutgoingRecord } from '../ports';
import type { LaneRecord } from './lane';

export function toLaneRecord({ key, value, headers }: OutgoingRecord): LaneRecord {
  return {
    key: typeof key === 'string' ? Buffer.from(key) : key,
    value,
    timestamp: Date.now(),
    ...(headers ? { headers } : {}),
  };
}
