import { z } from 'zod';
import { kafkaSecuritySchema } from '../../contracts/runtime-config';
import { lineNames } from '../ledger/entries';
import { AgentError } from './agent-error';
import type { AgentOrder, AgentReport, AgentSpec } from './spec';

/** What goes over an agent's stdin and stdout, and its specification, read and checked. */

const orderSchema: z.ZodType<AgentOrder> = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('stop') }),
  z.strictObject({ order: z.literal('clock'), shiftMs: z.number() }),
]);

const count = z.int().min(0);
const reportSchema: z.ZodType<AgentReport> = z.discriminatedUnion('report', [
  z.strictObject({ report: z.literal('ready') }),
  z.strictObject({
    report: z.literal('counts'),
    attempted: count,
    acknowledged: count,
    unknown: count,
    refused: count,
    processed: count,
    inFlight: count,
    answeredUpTo: count,
  }),
  z.strictObject({ report: z.literal('failed'), message: z.string() }),
]);

const text = z.string().min(1);
/** Part of keys and ids; see `proof/ledger/journal-line.ts`. */
const word = z.string().regex(/^[A-Za-z0-9][\w-]*$/, 'must be letters, digits, - and _, without dots');
const kafka = z.strictObject({ bootstrapServers: text, security: kafkaSecuritySchema });
const agent = { name: word, journal: text };
const paced = {
  ...agent,
  line: z.enum(lineNames),
  keys: z.int().min(1).max(10_000),
  rate: z.number().positive(),
  valueBytes: z.int().min(1).max(900_000),
  unanswered: z.int().min(1).max(100_000),
};
const client = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('millrace'), acks: z.enum(['all', 'leader']), idempotent: z.boolean() }),
  z.strictObject({
    kind: z.literal('plain-kafkajs'),
    acks: z.enum(['all', 'leader', 'none']),
    idempotent: z.boolean(),
  }),
]);
const specSchema: z.ZodType<AgentSpec> = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('writer'), ...paced, kafka, topic: text, client }),
  z.strictObject({ role: z.literal('http-writer'), ...paced, url: z.url() }),
  z.strictObject({
    role: z.literal('reader'),
    ...agent,
    kafka,
    topics: z.array(text).min(1),
    group: text,
    client,
    commit: z.enum(['after-processing', 'before-processing']),
    isolation: z.enum(['read_committed', 'read_uncommitted']),
    processingMs: z.number().min(0).max(60_000),
  }),
  z.strictObject({ role: z.literal('copier'), ...agent, kafka, from: text, to: text, group: text }),
]);

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @returns `undefined`: it is no report, but a line of a journal on stdout */
export function parseReport(line: string): AgentReport | undefined {
  const parsed = reportSchema.safeParse(jsonOf(line));
  return parsed.success ? parsed.data : undefined;
}

/** @throws AgentError `AGENT_ORDER_INVALID` */
export function parseOrder(line: string): AgentOrder {
  const parsed = orderSchema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  throw new AgentError(
    'AGENT_ORDER_INVALID',
    `"${line.slice(0, 200)}" is no order; orders are stop and clock, as JSON`,
  );
}

/** @throws AgentError `AGENT_SPEC_INVALID`, with every violation */
export function parseSpec(json: string, source: string): AgentSpec {
  const parsed = specSchema.safeParse(jsonOf(json));
  if (!parsed.success)
    throw new AgentError(
      'AGENT_SPEC_INVALID',
      `${source} is no specification of an agent:\n${z.prettifyError(parsed.error)}`,
    );
  const spec = parsed.data;
  if (spec.role === 'reader' && spec.commit === 'before-processing' && spec.client.kind === 'millrace')
    throw new AgentError(
      'AGENT_SPEC_INVALID',
      `${source} asks the services' own client to commit before processing, which it cannot do; take plain-kafkajs for that.`,
    );
  return spec;
}
