import { awaitConsumed, postEvent } from './first-message';
import type { Addresses } from './addresses';
import { PlatformError } from './platform-error';

/** Posts one event by hand, and shows the acknowledgement and what the consumer made of it. */
export async function send(addresses: Addresses, body: string, out: NodeJS.WritableStream): Promise<void> {
  const { json } = await postEvent(addresses, readEvent(body));
  out.write(`acknowledged by the brokers: ${JSON.stringify(json)}\n`);
  const eventId = (json as { event_id: string }).event_id;
  out.write(`processed by the consumer:   ${JSON.stringify(await awaitConsumed(addresses, eventId))}\n`);
}

function readEvent(body: string): Record<string, unknown> {
  try {
    const event: unknown = JSON.parse(body);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as Record<string, unknown>;
  } catch {
    // told below, with what would be right
  }
  throw new PlatformError(
    'PLATFORM_BODY_INVALID',
    `EVENT is ${body}; it must be a JSON object, for example make send EVENT='{"source":"me","data":{"greeting":"hello"}}'.`,
  );
}
