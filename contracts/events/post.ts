import { z } from 'zod';
import { jsonCodec } from './codec';

export const eventTypes = ['user_action', 'system_metric', 'business_event', 'error_log'] as const;
export type EventType = (typeof eventTypes)[number];

/** What flows through `posts`. */
export const postEventSchema = z.strictObject({
  /** A client may give its own, to find out about an unknown outcome. */
  event_id: z.uuid(),
  timestamp: z.iso.datetime({ offset: true }),
  event_type: z.enum(eventTypes),
  /** Who says it; also the record's key, so that what one source says stays in order. */
  source: z.string().min(1).max(256),
  version: z.literal('1.0'),
  data: z.record(z.string(), z.json()),
});

export type PostEvent = z.infer<typeof postEventSchema>;

export const postEventCodec = jsonCodec<PostEvent>(postEventSchema);
