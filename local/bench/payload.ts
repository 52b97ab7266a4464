import { randomBytes, randomUUID } from 'node:crypto';
import { postEventCodec } from '../../contracts/events/post';

const SOURCES = 100;

/** Fields for `POST /events/batch` that make each event about `bytes` long. */
export function eventTemplate(bytes: number): {
  event_type: 'system_metric';
  source: string;
  data: { padding: string };
} {
  const padding = Math.max(0, bytes - sizeOf('') - 1);
  return {
    event_type: 'system_metric',
    source: 'bench',
    data: { padding: randomBytes(padding).toString('base64').slice(0, padding) },
  };
}

/** Valid posts of that size, one a line: what ProducerPerformance chooses from, so that the consumer service can read all. */
export function payloadFile(bytes: number, lines: number): string {
  return Array.from({ length: lines }, (_, index) => {
    const template = eventTemplate(bytes);
    return encode({ ...template, source: `bench-${index % SOURCES}` });
  }).join('\n');
}

function encode(fields: ReturnType<typeof eventTemplate>): string {
  return postEventCodec.encode({
    event_id: randomUUID(),
    timestamp: new Date().toISOString(),
    version: '1.0',
    ...fields,
  });
}

function sizeOf(padding: string): number {
  return encode({ event_type: 'system_metric', source: 'bench', data: { padding } }).length;
}
