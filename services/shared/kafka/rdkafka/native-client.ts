import type { KafkaSecurity } from '../../../../contracts/runtime-config';
import type { KafkaLogger } from '../ports';
import { pause } from '../pause';
import { codes } from './delivery-verdict';
import type { Callback, LibraryError, Metadata, NativeClient } from './library';
import { passwordOf, type ConnectionOptions } from './settings';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1_000;
export const ANSWER_LIMIT_MS = 2_000;
/** librdkafka's severities are syslog's: up to 4 is a warning. */
const WARNING = 4;

/** A question to the library as a promise. */
export function answerOf<T = void>(ask: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    ask((error, result) => {
      if (error) reject(error);
      else resolve(result);
    }),
  );
}

type WithPassword = Extract<KafkaSecurity, { protocol: 'SASL_SSL' }>;

/** Reports of a client, and the password read anew when the brokers refuse it: it may have been rotated. */
export function listen(
  client: NativeClient,
  { security, logger }: Pick<ConnectionOptions, 'security' | 'logger'>,
  onTrouble: (error: LibraryError) => void = () => undefined,
): void {
  client.on('event.log', ({ severity, fac, message }) => report(logger, severity, fac, message));
  client.on('event.error', (error) => {
    logger.debug({ code: error.code, err: error.message }, 'librdkafka reports an error');
    if (error.code === codes.authentication && security.protocol === 'SASL_SSL')
      renewPassword(client, security, logger);
    onTrouble(error);
  });
}

/** Within an event of the library: what is thrown there ends the process. The next refusal tries again. */
function renewPassword(client: NativeClient, security: WithPassword, logger: KafkaLogger): void {
  try {
    client.setSaslCredentials(security.username, passwordOf(security.passwordFile));
  } catch (error) {
    logger.warn({ err: error }, 'The password cannot be read anew; it is tried again when brokers refuse it again');
  }
}

/** Reported for as long as a broker or a coordinator is away, and mended by librdkafka itself. */
const MENDED = new Set(['FAIL', 'ERROR', 'REQTMOUT', 'GETPID', 'COORD']);

function report(logger: KafkaLogger, severity: number, facility: string, message: string): void {
  const mended = MENDED.has(facility);
  if (severity <= WARNING && !mended) logger.warn({ facility }, `librdkafka: ${message}`);
  else logger.debug({ facility }, `librdkafka: ${message}`);
}

export interface Opening<Client> {
  readonly make: () => Client;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

/** Makes clients until one of them has heard from a broker; nothing when the signal is aborted meanwhile. */
export async function openClient<Client extends NativeClient>({
  make,
  signal,
  onFailure,
}: Opening<Client>): Promise<Client | undefined> {
  let backoff = FIRST_BACKOFF_MS;
  while (!signal.aborted) {
    try {
      const client = make();
      await answerOf<Metadata>((done) => client.connect({ allTopics: false, timeout: ANSWER_LIMIT_MS }, done));
      return client;
    } catch (error) {
      onFailure(error);
    }
    await pause(backoff, signal, true);
    backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
  }
  return undefined;
}
