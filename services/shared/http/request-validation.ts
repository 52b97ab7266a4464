import type { FastifyInstance, FastifySchemaCompiler, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Logger } from '../logger';
import { nearestName } from '../nearest-name';
import { RequestError } from './request-error';

/** Gives handlers the type of what their zod schema lets through. */
export interface ZodTypeProvider extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
}

export type HttpApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>;

/** One thing that is wrong with a request. */
export interface RequestIssue {
  readonly in: string;
  readonly path: string;
  readonly reason: string;
}

function unknownKeys(schema: z.ZodType, keys: readonly string[]): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const reasons = keys.map((key) => {
    const near = nearestName(key, known);
    return `unknown field '${key}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
  });
  return `${reasons.join('; ')} (known: ${known.join(', ') || 'none'})`;
}

function describe(schema: z.ZodType, part: string, issue: z.core.$ZodIssue): RequestIssue {
  const reason =
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? unknownKeys(schema, issue.keys) : issue.message;
  return { in: part, path: issue.path.join('.') || '$', reason };
}

/** The refusal that names everything wrong with one part of a request. */
export function invalidRequest(issues: readonly RequestIssue[]): RequestError {
  const reasons = issues.map(({ in: part, path, reason }) => `${path === '$' ? part : `${part}.${path}`}: ${reason}`);
  return new RequestError(400, 'INVALID_REQUEST', reasons.join('; '), { issues });
}

/** The one place where a route's zod schemas meet Fastify. A missing body counts as `{}`. */
export const validateWithZod: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = httpPart === 'querystring' ? 'query' : (httpPart ?? 'request');
  return (data: unknown) => {
    const parsed = schema.safeParse(data ?? {});
    if (parsed.success) return { value: parsed.data };
    return { error: invalidRequest(parsed.error.issues.map((issue) => describe(schema, part, issue))) };
  };
};
