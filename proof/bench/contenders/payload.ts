import { randomBytes, randomUUID } from 'node:crypto';
import { postEventCodec, type PostEvent } from '../../../contracts/events/post';

const SOURCES = 100;

type Template = Pick<PostEvent, 'event_type' | 'source' | 'data'>;

/** Fields for `POST /events` and `/events/batch` that make each event about `bytes` long. */
export function eventTemplate(bytes: number, source = 'bench'): Template {
  const padding = Math.max(0, bytes - smallestEvent());
  return {
    event_type: 'system_metric',
    source,
    data: { padding: randomBytes(padding).toString('base64').slice(0, padding) },
  };
}

/** Valid posts of that size, one a line: what ProducerPerformance chooses from, so that the consumer service can read all. */
export function payloadFile(bytes: number, lines: number): string {
  return Array.from({ length: lines }, (_, index) => encode(eventTemplate(bytes, `bench-${index % SOURCES}`))).join(
    '\n',
  );
}

/** An event with nothing in it but its envelope. */
export function smallestEvent(): number {
  return encode({ event_type: 'system_metric', source: 'bench', data: { padding: '' } }).length;
}

function encode(fields: Template): string {
  return postEventCodec.encode({
    event_id: randomUUID(),
    timestamp: new Date().toISOString(),
    version: '1.0',
    ...fields,
  });
}
