import { z } from 'zod';
import { durabilityProfileNames } from './durability';
import { serviceNames } from './services';

/**
 * What a running service is told, as environment variables: the platform encodes, the service decodes, both from the
 * one table below. Durations are whole milliseconds and sizes whole bytes, which the variables' names say.
 */

const hostPort = z.string().regex(/^[^\s,:]+:\d{1,5}$/, 'must be host:port');
const milliseconds = z.int().min(1).max(3_600_000);
const bytes = z
  .int()
  .min(1)
  .max(2 ** 40);
const text = z
  .string()
  .min(1)
  .max(1024)
  .refine((value) => value.trim() === value, 'must not start or end with a space');

export const kafkaSecuritySchema = z.discriminatedUnion('protocol', [
  z.strictObject({ protocol: z.literal('PLAINTEXT') }),
  z.strictObject({
    protocol: z.literal('SASL_SSL'),
    mechanism: z.literal('SCRAM-SHA-512'),
    username: text,
    /** A file, so that the password is in no environment, process list or log. */
    passwordFile: text,
    caFile: text,
  }),
  z.strictObject({ protocol: z.literal('SSL'), caFile: text, certFile: text, keyFile: text }),
]);
export type KafkaSecurity = z.infer<typeof kafkaSecuritySchema>;

/** The client libraries a service can use. `librdkafka` has to be installed: `make engine-librdkafka`. */
export const kafkaEngineNames = ['kafkajs', 'librdkafka'] as const;
export type KafkaEngineName = (typeof kafkaEngineNames)[number];

export const runtimeConfigSchema = z.strictObject({
  service: z.enum(serviceNames),
  /** Tells the instances of a service apart: a pod's name. */
  instance: text,
  environment: text,
  version: text,
  http: z.strictObject({
    host: text,
    port: z.int().min(0).max(65_535),
    maxBodyBytes: bytes,
    /**
     * How long a service that was told to stop still answers requests as ever, each with `Connection: close`, before it
     * refuses them: clients that keep connections open go elsewhere without a failed request.
     * @default - not at all: where nobody else could answer
     */
    lameDuckMs: milliseconds.optional(),
  }),
  kafka: z.strictObject({
    bootstrapServers: z.array(hostPort).min(1).max(100),
    security: kafkaSecuritySchema,
    /** Zone of the instance: fetches go to the replica there. */
    rack: text.optional(),
    /**
     * The client library: both do the same behind one port; docs/adr/0019-second-engine.md says what each costs.
     * @default 'kafkajs'
     */
    engine: z.enum(kafkaEngineNames).optional(),
    /**
     * Folder with `node_modules/@confluentinc/kafka-javascript`, for `librdkafka`: native code is in no bundle.
     * @default - looked for where the service was started
     */
    enginePath: text.optional(),
  }),
  durability: z.enum(durabilityProfileNames),
  producing: z.strictObject({
    maxQueuedRecords: z.int().min(1).max(10_000_000),
    maxQueuedBytes: bytes,
    maxBatchBytes: bytes,
    maxRecordBytes: bytes,
    deliveryTimeoutMs: milliseconds,
  }),
  consuming: z.strictObject({
    attempts: z.int().min(1).max(100),
    retryInitialMs: milliseconds,
    retryMaxMs: milliseconds,
    maxFetchBytes: bytes,
  }),
  drainTimeoutMs: milliseconds,
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  tracing: z.strictObject({ otlpEndpoint: z.url().optional(), sampleRatio: z.number().min(0).max(1) }),
});

export type RuntimeConfig = z.infer<typeof runtimeConfigSchema>;

type Wire = 'text' | 'number' | 'list';

/** Variable, path in the configuration, form on the wire. Names of OpenTelemetry are its own. */
const variables: readonly (readonly [name: string, path: string, wire: Wire])[] = [
  ['SERVICE_NAME', 'service', 'text'],
  ['SERVICE_INSTANCE', 'instance', 'text'],
  ['SERVICE_VERSION', 'version', 'text'],
  ['ENVIRONMENT', 'environment', 'text'],
  ['HTTP_HOST', 'http.host', 'text'],
  ['HTTP_PORT', 'http.port', 'number'],
  ['HTTP_MAX_BODY_BYTES', 'http.maxBodyBytes', 'number'],
  ['HTTP_LAME_DUCK_MS', 'http.lameDuckMs', 'number'],
  ['KAFKA_BOOTSTRAP_SERVERS', 'kafka.bootstrapServers', 'list'],
  ['KAFKA_SECURITY_PROTOCOL', 'kafka.security.protocol', 'text'],
  ['KAFKA_SASL_MECHANISM', 'kafka.security.mechanism', 'text'],
  ['KAFKA_SASL_USERNAME', 'kafka.security.username', 'text'],
  ['KAFKA_SASL_PASSWORD_FILE', 'kafka.security.passwordFile', 'text'],
  ['KAFKA_SSL_CA_FILE', 'kafka.security.caFile', 'text'],
  ['KAFKA_SSL_CERT_FILE', 'kafka.security.certFile', 'text'],
  ['KAFKA_SSL_KEY_FILE', 'kafka.security.keyFile', 'text'],
  ['KAFKA_CLIENT_RACK', 'kafka.rack', 'text'],
  ['KAFKA_ENGINE', 'kafka.engine', 'text'],
  ['KAFKA_ENGINE_PATH', 'kafka.enginePath', 'text'],
  ['KAFKA_DURABILITY', 'durability', 'text'],
  ['PRODUCER_MAX_QUEUED_RECORDS', 'producing.maxQueuedRecords', 'number'],
  ['PRODUCER_MAX_QUEUED_BYTES', 'producing.maxQueuedBytes', 'number'],
  ['PRODUCER_MAX_BATCH_BYTES', 'producing.maxBatchBytes', 'number'],
  ['PRODUCER_MAX_RECORD_BYTES', 'producing.maxRecordBytes', 'number'],
  ['PRODUCER_DELIVERY_TIMEOUT_MS', 'producing.deliveryTimeoutMs', 'number'],
  ['CONSUMER_ATTEMPTS', 'consuming.attempts', 'number'],
  ['CONSUMER_RETRY_INITIAL_MS', 'consuming.retryInitialMs', 'number'],
  ['CONSUMER_RETRY_MAX_MS', 'consuming.retryMaxMs', 'number'],
  ['CONSUMER_MAX_FETCH_BYTES', 'consuming.maxFetchBytes', 'number'],
  ['DRAIN_TIMEOUT_MS', 'drainTimeoutMs', 'number'],
  ['LOG_LEVEL', 'logLevel', 'text'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'tracing.otlpEndpoint', 'text'],
  ['OTEL_TRACES_SAMPLER_ARG', 'tracing.sampleRatio', 'number'],
];

type Tree = { [key: string]: unknown };

function read(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Tree | undefined)?.[key], tree);
}

function write(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Tree>((node, key) => (node[key] ??= {}) as Tree, tree);
  parent[last] = value;
}

/** An empty variable is an unset one, as in POSIX shells and compose files. */
function fromWire(raw: string, wire: Wire): unknown {
  if (wire === 'list') return raw.split(',').map((item) => item.trim());
  if (wire === 'text') return raw;
  return raw.trim() !== '' && Number.isFinite(Number(raw)) ? Number(raw) : raw;
}

function toWire(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** @throws ZodError when the configuration is none: a defect of the caller. */
export function encodeRuntimeConfig(config: RuntimeConfig): Record<string, string> {
  const checked = runtimeConfigSchema.parse(config);
  const encoded: Record<string, string> = {};
  for (const [name, path] of variables) {
    const value = read(checked, path);
    if (value !== undefined) encoded[name] = toWire(value);
  }
  return encoded;
}

export interface RuntimeConfigIssue {
  /** The environment variable. */
  readonly variable: string;
  readonly got: string | undefined;
  readonly rule: string;
}

/** Every violation at once; `code` is stable. */
export class RuntimeConfigError extends Error {
  override readonly name = 'RuntimeConfigError';
  readonly code = 'RUNTIME_CONFIG_INVALID';
  constructor(readonly issues: readonly RuntimeConfigIssue[]) {
    const lines = issues.map(({ variable, got, rule }) => `  ${variable}=${got ?? '(not set)'}: ${rule}`);
    super(`the service's environment is not complete or not valid:\n${lines.join('\n')}`);
  }
}

function variableOf(path: readonly PropertyKey[]): string {
  const full = path.map(String).join('.');
  const found =
    variables.find(([, candidate]) => candidate === full) ??
    variables.find(([, candidate]) => full.startsWith(`${candidate}.`) || candidate.startsWith(`${full}.`));
  return found?.[0] ?? full;
}

/** @throws RuntimeConfigError with all violations. Variables that are not ours are not looked at. */
export function decodeRuntimeConfig(environment: Readonly<Record<string, string | undefined>>): RuntimeConfig {
  const tree: Tree = {};
  for (const [name, path, wire] of variables) {
    const raw = environment[name];
    if (raw !== undefined && raw !== '') write(tree, path, fromWire(raw, wire));
  }
  for (const section of ['http', 'kafka', 'producing', 'consuming', 'tracing']) tree[section] ??= {};
  const parsed = runtimeConfigSchema.safeParse(tree);
  if (parsed.success) return parsed.data;
  throw new RuntimeConfigError(
    parsed.error.issues.map((issue) => {
      const variable = variableOf(issue.path);
      return { variable, got: environment[variable], rule: issue.message };
    }),
  );
}
