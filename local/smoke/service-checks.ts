import { randomUUID } from 'node:crypto';
import { awaitConsumed, postEvent } from '../platform/first-message';
import { serviceAddress, type Addresses } from '../platform/addresses';
import { ask } from '../platform/http';
import type { Check } from './check';

async function expectOk(url: string): Promise<string> {
  const { status, text } = await ask(url, { limitMs: 5_000 });
  if (status === 200) return `${url} answers 200`;
  throw new Error(`${url} answers ${status}: ${text}`);
}

/** Metrics by the names that dashboards and alerts know. */
const knownMetrics: Readonly<Record<string, string>> = {
  producer: 'events_produced_total',
  consumer: 'events_consumed_total',
};

async function exposesMetrics(url: string, service: string): Promise<string> {
  const { status, text } = await ask(`${url}/metrics`, { limitMs: 5_000 });
  const wanted = knownMetrics[service] ?? 'process_cpu_seconds_total';
  if (status === 200 && text.includes(`\n${wanted}`))
    return `${wanted} and ${text.match(/^# TYPE /gm)?.length ?? 0} families`;
  throw new Error(`${url}/metrics answers ${status} without ${wanted}`);
}

export function serviceChecks(addresses: Addresses): Check[] {
  return [
    ...addresses.services.flatMap(({ name, url }): Check[] => [
      { part: name, question: 'is alive', run: () => expectOk(`${url}/health/live`) },
      { part: name, question: 'is ready: the brokers answer it', run: () => expectOk(`${url}/health/ready`) },
      { part: name, question: 'exposes its metrics', run: () => exposesMetrics(url, name) },
    ]),
    { part: 'producer, consumer', question: 'an event comes through', run: () => eventThrough(addresses) },
    { part: 'producer, consumer', question: 'a batch of 100 comes through', run: () => batchThrough(addresses) },
  ];
}

async function eventThrough(addresses: Addresses): Promise<string> {
  const event_id = randomUUID();
  const begun = Date.now();
  await postEvent(addresses, { event_id, source: 'millrace-smoke' });
  const acknowledged = Date.now() - begun;
  await awaitConsumed(addresses, event_id);
  return `acknowledged after ${acknowledged} ms, consumed after ${Date.now() - begun} ms`;
}

async function batchThrough(addresses: Addresses): Promise<string> {
  const url = `${serviceAddress(addresses, 'producer').url}/events/batch?count=100`;
  const { status, text, json } = await ask(url, { method: 'POST' });
  const results = (json as { results?: { event_id: string; success: boolean }[] } | undefined)?.results ?? [];
  const failed = results.filter(({ success }) => !success).length;
  if (status !== 200 || results.length !== 100 || failed > 0)
    throw new Error(`${url} answers ${status}: ${text.slice(0, 200)}`);
  for (const { event_id } of results) await awaitConsumed(addresses, event_id);
  return '100 acknowledged and consumed';
}
