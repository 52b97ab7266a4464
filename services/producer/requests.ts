import { z } from 'zod';
import { postEventSchema } from '../../contracts/events/post';

export const DEFAULT_BATCH = 10;
export const MAX_BATCH = 10_000;

/** Any field of an event; what is left out is generated. */
export const eventFieldsSchema = postEventSchema.partial();

/** As for one event, without `event_id`: each event of a batch has its own. */
export const batchTemplateSchema = eventFieldsSchema.omit({ event_id: true });

const wholeNumber = (name: string, min: number, max: number) => {
  const rule = `${name} must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule);
};

export const batchQuerySchema = z.strictObject({
  count: wholeNumber('count', 1, MAX_BATCH).default(DEFAULT_BATCH),
});

export const DEFAULT_INTERVAL_MS = 1_000;
const [MIN_INTERVAL_MS, MAX_INTERVAL_MS] = [10, 3_600_000];

export const backgroundQuerySchema = z.strictObject({
  interval_ms: wholeNumber('interval_ms', MIN_INTERVAL_MS, MAX_INTERVAL_MS).optional(),
});

export const backgroundBodySchema = z.strictObject({
  interval_ms: z.int().min(MIN_INTERVAL_MS).max(MAX_INTERVAL_MS).optional(),
});

/** Routes that take no fields refuse any, so that a mistyped one is not silently ignored. */
export const nothingSchema = z.strictObject({});
