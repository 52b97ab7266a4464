import { randomUUID } from 'node:crypto';
import { waitUntil } from '../kafka/wait-until';
import { serviceAddress, type Addresses } from './addresses';
import { ask, type Answer } from './http';
import { PlatformError } from './platform-error';

const CONSUMED_LIMIT_MS = 30_000;

/** Posts an event to the producer. @throws PlatformError `PLATFORM_REQUEST_FAILED` with its answer unless it was acknowledged */
export async function postEvent(addresses: Addresses, event: Readonly<Record<string, unknown>>): Promise<Answer> {
  const url = `${serviceAddress(addresses, 'producer').url}/events`;
  const answer = await ask(url, { method: 'POST', body: JSON.stringify(event) });
  if (answer.status === 200) return answer;
  throw new PlatformError('PLATFORM_REQUEST_FAILED', `POST ${url} answered ${answer.status}: ${answer.text}`);
}

/** Waits until the consumer service has processed the event, and returns what it says of it. */
export async function awaitConsumed(addresses: Addresses, eventId: string): Promise<unknown> {
  const url = `${serviceAddress(addresses, 'consumer').url}/events/${eventId}`;
  const probe = async (): Promise<{ seen: unknown } | undefined> => {
    const answer = await ask(url);
    return answer.status === 200 ? { seen: answer.json } : undefined;
  };
  const limit = { timeoutMs: CONSUMED_LIMIT_MS, everyMs: 50 };
  return (await waitUntil(`the consumer to have event ${eventId} (GET ${url})`, probe, limit)).seen;
}

/** One event from HTTP through the brokers to the consumer. @returns its id */
export async function firstMessage({ addresses }: { readonly addresses: Addresses }): Promise<string> {
  const event_id = randomUUID();
  await postEvent(addresses, { event_id, source: 'millrace-up', event_type: 'system_metric', data: { first: true } });
  await awaitConsumed(addresses, event_id);
  return event_id;
}
