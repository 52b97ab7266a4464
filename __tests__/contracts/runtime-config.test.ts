import fc from 'fast-check';
import { durabilityProfileNames } from '../../contracts/durability';
import {
  decodeRuntimeConfig,
  encodeRuntimeConfig,
  kafkaEngineNames,
  RuntimeConfigError,
  type RuntimeConfig,
} from '../../contracts/runtime-config';
import { serviceNames } from '../../contracts/services';

const text = fc
  .string({ minLength: 1, maxLength: 60 })
  .map((value) => value.trim())
  .filter((value) => value !== '');
const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const broker = fc.tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 })).map(([host, port]) => `${host}:${port}`);
const security = fc.oneof(
  fc.constant({ protocol: 'PLAINTEXT' as const }),
  fc.record({
    protocol: fc.constant('SASL_SSL' as const),
    mechanism: fc.constant('SCRAM-SHA-512' as const),
    username: text,
    passwordFile: text,
    caFile: text,
  }),
  fc.record({ protocol: fc.constant('SSL' as const), caFile: text, certFile: text, keyFile: text }),
);
const milliseconds = whole(3_600_000);
const bytes = whole(2 ** 31 - 1);

const config: fc.Arbitrary<RuntimeConfig> = fc.record({
  service: fc.constantFrom(...serviceNames),
  instance: text,
  environment: text,
  version: text,
  http: fc.record(
    { host: text, port: fc.integer({ min: 0, max: 65_535 }), maxBodyBytes: bytes, lameDuckMs: milliseconds },
    { requiredKeys: ['host', 'port', 'maxBodyBytes'] },
  ),
  kafka: fc.record(
    {
      bootstrapServers: fc.array(broker, { minLength: 1, maxLength: 5 }),
      security,
      rack: text,
      engine: fc.constantFrom(...kafkaEngineNames),
      enginePath: text,
    },
    { requiredKeys: ['bootstrapServers', 'security'] },
  ),
  durability: fc.constantFrom(...durabilityProfileNames),
  producing: fc.record({
    maxQueuedRecords: whole(10_000_000),
    maxQueuedBytes: bytes,
    maxBatchBytes: bytes,
    maxRecordBytes: bytes,
    deliveryTimeoutMs: milliseconds,
  }),
  consuming: fc.record({
    attempts: whole(100),
    retryInitialMs: milliseconds,
    retryMaxMs: milliseconds,
    maxFetchBytes: bytes,
  }),
  drainTimeoutMs: milliseconds,
  logLevel: fc.constantFrom('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
  tracing: fc.record(
    { otlpEndpoint: fc.webUrl(), sampleRatio: fc.double({ min: 0, max: 1, noNaN: true }).map((ratio) => ratio + 0) },
    { requiredKeys: ['sampleRatio'] },
  ),
});

const sample = (): RuntimeConfig => fc.sample(config, { numRuns: 1, seed: 7 })[0] as RuntimeConfig;

function issuesOf(environment: Readonly<Record<string, string | undefined>>): [string, string | undefined][] {
  try {
    decodeRuntimeConfig(environment);
  } catch (error) {
    if (error instanceof RuntimeConfigError) return error.issues.map(({ variable, got }) => [variable, got]);
    throw error;
  }
  return [];
}

describe("a service's runtime configuration", () => {
  it('is decoded as it was encoded, other variables of the process beside it', () => {
    fc.assert(
      fc.property(config, (value) => {
        expect(decodeRuntimeConfig({ PATH: '/bin', HOME: undefined, ...encodeRuntimeConfig(value) })).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is all texts, none of them empty', () => {
    fc.assert(
      fc.property(config, (value) => {
        for (const variable of Object.values(encodeRuntimeConfig(value))) expect(variable).toMatch(/^[\s\S]+$/);
      }),
    );
  });

  it('never crashes on variables of any kind: it decodes, or says which are wrong', () => {
    const names = Object.keys(encodeRuntimeConfig(sample()));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names, 'KAFKA_SECURITY_PROTOCOL'), fc.string(), { maxKeys: 4 }),
        (changes) => {
          for (const [variable] of issuesOf({ ...encodeRuntimeConfig(sample()), ...changes }))
            expect(variable).toMatch(/^[A-Z]/);
        },
      ),
    );
  });

  it('rejects every variable that is missing or wrong at once, by its name', () => {
    const encoded = {
      ...encodeRuntimeConfig(sample()),
      HTTP_PORT: '80a',
      SERVICE_INSTANCE: '',
      DRAIN_TIMEOUT_MS: '0',
      KAFKA_BOOTSTRAP_SERVERS: 'a:1,b',
    };
    expect(issuesOf(encoded).sort()).toEqual([
      ['DRAIN_TIMEOUT_MS', '0'],
      ['HTTP_PORT', '80a'],
      ['KAFKA_BOOTSTRAP_SERVERS', 'a:1,b'],
      ['SERVICE_INSTANCE', ''],
    ]);
  });

  it('names no client library unless it is told to, and rejects one that there is none of', () => {
    const without = { ...encodeRuntimeConfig(sample()), KAFKA_ENGINE: '', KAFKA_ENGINE_PATH: '' };
    expect(decodeRuntimeConfig(without).kafka).not.toHaveProperty('engine');
    expect(issuesOf({ ...without, KAFKA_ENGINE: 'sarama' })).toEqual([['KAFKA_ENGINE', 'sarama']]);
    expect(
      decodeRuntimeConfig({ ...without, KAFKA_ENGINE: 'librdkafka', KAFKA_ENGINE_PATH: '/engine' }).kafka,
    ).toMatchObject({ engine: 'librdkafka', enginePath: '/engine' });
  });

  it('rejects an empty environment with a message that names the first variable', () => {
    expect(() => decodeRuntimeConfig({})).toThrow(/SERVICE_NAME=\(not set\)/);
  });
});
