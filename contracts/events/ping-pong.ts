import { z } from 'zod';
import { jsonCodec } from './codec';

/** `dev.pingpong.requested`, and the two replies that name their request. */
export const pingPongMessageSchema = z.object({
  'transaction-id': z.string().min(1).max(256),
  payload: z.object({ message: z.string() }),
});
export type PingPongMessage = z.infer<typeof pingPongMessageSchema>;
export const pingPongMessageCodec = jsonCodec<PingPongMessage>(pingPongMessageSchema);

/** `dev.pingpong.failed` when the request could not be read, so that there is no transaction to name. */
export const pingPongFormatErrorSchema = z.strictObject({
  message: z.literal('Error in the format of the Kafka event'),
});
export type PingPongFormatError = z.infer<typeof pingPongFormatErrorSchema>;

export const pingPongFailedCodec = jsonCodec<PingPongMessage | PingPongFormatError>(
  z.union([pingPongMessageSchema, pingPongFormatErrorSchema]),
);

export const pingPongTexts = {
  ping: 'ping',
  pong: 'pong',
  notPing: "Error the message doesn't contain 'ping'",
  badFormat: 'Error in the format of the Kafka event',
} as const;
