import type { z } from 'zod';

/** One reason why bytes are not the event they should be. */
export interface DecodeIssue {
  /** Path inside the event, `$` for the whole. */
  readonly path: string;
  readonly reason: string;
}

export type Decoded<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly DecodeIssue[] };

/** How an event of one type stands in a record's value: JSON, checked against its schema in both directions. */
export interface EventCodec<T> {
  readonly schema: z.ZodType<T>;
  encode(event: T): string;
  decode(value: Uint8Array | string | null): Decoded<T>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A text that may have the name `__proto__` in it, written out or escaped. */
const mayNamePrototype = /__proto__|\\u005f/i;

/** That name is no ordinary key of an object: it would be dropped on the way, silently. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError("'__proto__' is not taken as a name");
  return value;
}

function readJson(value: Uint8Array | string): unknown {
  const text = typeof value === 'string' ? value : utf8.decode(value);
  return mayNamePrototype.test(text) ? JSON.parse(text, refusePrototype) : JSON.parse(text);
}

export function issuesOf(error: z.ZodError): DecodeIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.') || '$', reason: issue.message }));
}

/** Makes the codec of a schema. `encode` throws when the event is not one (a defect of the caller, not of its input). */
export function jsonCodec<T>(schema: z.ZodType<T>): EventCodec<T> {
  return {
    schema,
    encode: (event) => JSON.stringify(schema.parse(event)),
    decode(value) {
      if (value === null) return { ok: false, issues: [{ path: '$', reason: 'the record has no value' }] };
      let json: unknown;
      try {
        json = readJson(value);
      } catch (error) {
        return { ok: false, issues: [{ path: '$', reason: `not JSON: ${(error as Error).message}` }] };
      }
      const parsed = schema.safeParse(json);
      return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: issuesOf(parsed.error) };
    },
  };
}
