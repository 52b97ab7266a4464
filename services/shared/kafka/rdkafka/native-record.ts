import type { Headers, IncomingRecord, OutgoingRecord } from '../ports';
import type { NativeHeaders, NativeMessage } from './library';
import type { NativeRecord } from './producer-session';

export function toNativeRecord<Opaque>(outgoing: OutgoingRecord, opaque: Opaque): NativeRecord<Opaque> {
  const { topic, partition = null, key, value, headers } = outgoing;
  return {
    topic,
    partition,
    key,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    opaque,
    ...(headers ? { headers: toNativeHeaders(headers) } : {}),
  };
}

/** One object for each: the binding reads only the first member of each. */
function toNativeHeaders(headers: Headers): NativeHeaders {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ [name]: value })));
}

export function toIncomingRecord(message: NativeMessage): IncomingRecord {
  const { topic, partition, offset, key, value, timestamp } = message;
  const rawHeaders = new Map<string, (string | Buffer)[]>();
  for (const header of message.headers ?? [])
    for (const [name, each] of Object.entries(header)) {
      const present = rawHeaders.get(name);
      if (present) present.push(each);
      else rawHeaders.set(name, [each]);
    }
  return {
    topic,
    partition,
    offset: BigInt(offset),
    key,
    value,
    headers: Object.fromEntries([...rawHeaders].map(([name, values]) => [name, String(values.at(-1) ?? '')])),
    rawHeaders: Object.fromEntries(
      [...rawHeaders].map(([name, [first = '', ...rest]]) => [name, rest.length === 0 ? first : [first, ...rest]]),
    ),
    timestamp,
  };
}
