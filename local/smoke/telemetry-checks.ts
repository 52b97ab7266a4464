import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'undici';
import { storesOnLoopback } from '../compose/logging';
import { waitUntil } from '../kafka/wait-until';
import { serviceAddress, type Addresses } from '../platform/addresses';
import { ask } from '../platform/http';
import { PlatformError } from '../platform/platform-error';
import type { Check } from './check';

/** Services send their spans every five seconds. */
const ARRIVAL_LIMIT_MS = 20_000;

/** As long as compose keeps them: a quiet service may have said nothing for hours. */
const LINES_SINCE = '72h';

const notAsked = 'does not run; it does when it is asked for: COMPOSE_PROFILES=logs make compose-up';

export interface TelemetryPlace {
  readonly stores: { readonly loki: string; readonly tempo: string };
  readonly arrivalLimitMs: number;
}

const here: TelemetryPlace = { stores: storesOnLoopback, arrivalLimitMs: ARRIVAL_LIMIT_MS };

/** Whatever it says: a store that is not ready yet runs. */
const runs = (store: string): Promise<boolean> =>
  ask(`${store}/ready`, { limitMs: 5_000 }).then(
    () => true,
    () => false,
  );

/** The stores of logs and traces, which run only when they are asked for: either both, or neither. */
export function telemetryChecks(addresses: Addresses, { stores, arrivalLimitMs }: TelemetryPlace = here): Check[] {
  const whenAsked = (look: () => Promise<string>) => async (): Promise<string> => {
    const running = await Promise.all([runs(stores.loki), runs(stores.tempo)]);
    return running.some(Boolean) ? look() : notAsked;
  };
  return [
    {
      part: 'loki',
      question: 'has lines of every service',
      run: whenAsked(() => hasLines(stores.loki, addresses, arrivalLimitMs)),
    },
    {
      part: 'tempo',
      question: 'has the trace of a request',
      run: whenAsked(() => hasTrace(stores.tempo, addresses, arrivalLimitMs)),
    },
  ];
}

interface Values {
  readonly data?: readonly string[];
}

async function hasLines(loki: string, { services }: Addresses, timeoutMs: number): Promise<string> {
  const wanted = services.map(({ name }) => name);
  const url = `${loki}/loki/api/v1/label/service_name/values?since=${LINES_SINCE}`;
  const probe = async (): Promise<readonly string[] | undefined> => {
    const { status, json } = await ask(url, { limitMs: 5_000 });
    const writers = (json as Values | undefined)?.data ?? [];
    return status === 200 && wanted.every((name) => writers.includes(name)) ? writers : undefined;
  };
  const writers = await waitUntil(`lines of ${wanted.join(', ')} (GET ${url})`, probe, { timeoutMs, everyMs: 250 });
  return `lines of ${writers.join(', ')}`;
}

/** A request whose trace is chosen where it begins, which is here. @returns the trace's id */
async function tracedRequest(addresses: Addresses): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const url = `${serviceAddress(addresses, 'producer').url}/events`;
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
    body: JSON.stringify({ event_id: randomUUID(), source: 'millrace-smoke' }),
  });
  const text = await body.text();
  if (statusCode === 200) return traceId;
  throw new PlatformError('PLATFORM_REQUEST_FAILED', `POST ${url} answered ${statusCode}: ${text}`);
}

async function hasTrace(tempo: string, addresses: Addresses, timeoutMs: number): Promise<string> {
  const begun = Date.now();
  const url = `${tempo}/api/traces/${await tracedRequest(addresses)}`;
  const probe = async (): Promise<true | undefined> =>
    (await ask(url, { limitMs: 5_000 })).status === 200 ? true : undefined;
  await waitUntil(
    `the trace of a request (GET ${url}); services send theirs with COMPOSE_PROFILES=logs, not with --profile logs alone`,
    probe,
    { timeoutMs, everyMs: 250 },
  );
  return `${url} after ${Date.now() - begun} ms`;
}
