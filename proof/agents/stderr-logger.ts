import type { KafkaLogger } from '../../services/shared/kafka/ports';

const say =
  (level: string) =>
  (fields: object, message: string): void =>
    void process.stderr.write(
      `${new Date().toISOString()} ${level} ${message} ${JSON.stringify(fields, plainErrors).slice(0, 500)}\n`,
    );

/** JSON shows nothing of an error. */
const plainErrors = (_: string, value: unknown): unknown =>
  value instanceof Error ? `${value.name}: ${value.message}` : value;

/** What clients report, into the agent's log. */
export const stderrLogger: KafkaLogger = {
  debug: () => undefined,
  info: say('info'),
  warn: say('warn'),
  error: say('error'),
};
