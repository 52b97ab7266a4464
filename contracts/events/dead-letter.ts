/**
 * A dead letter is the original record: key, value and headers, but for the trace, which goes on. These headers are
 * added: enough to find out why, and to send it back where it came from.
 */
export const deadLetterHeaders = {
  /** The error's stable code. */
  cause: 'dead-letter.cause',
  /** The error's message, at most 1,000 characters. */
  reason: 'dead-letter.reason',
  topic: 'dead-letter.topic',
  partition: 'dead-letter.partition',
  offset: 'dead-letter.offset',
  /** When the original was written, milliseconds since the epoch. */
  timestamp: 'dead-letter.timestamp',
  group: 'dead-letter.group',
  /** How often the handler was tried. */
  attempts: 'dead-letter.attempts',
  /** When it was given up, ISO 8601. */
  at: 'dead-letter.at',
} as const;
