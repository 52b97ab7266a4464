import { trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import { traceFields } from './tracing';

export type { Logger } from 'pino';

/** What must never be read in a log, wherever a library's error or a request brings it along. */
const SECRETS = [
  'password',
  '*.password',
  '*.*.password',
  'authorization',
  '*.authorization',
  '*.headers.authorization',
  '*.headers.cookie',
  'sasl',
  '*.sasl',
];

/** JSON lines on standard output, written synchronously so that a crash loses none. */
export function createLogger(
  config: Pick<RuntimeConfig, 'service' | 'instance' | 'environment' | 'version' | 'logLevel'>,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  return pino(
    {
      level: config.logLevel,
      base: {
        service: config.service,
        instance: config.instance,
        environment: config.environment,
        version: config.version,
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => traceFields(trace.getActiveSpan()),
      redact: { paths: SECRETS, censor: '[secret]' },
    },
    destination,
  );
}

/** For programs whose standard output is their answer. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
