import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from '../../../local/build/bundle';
import { cacheDir } from '../../../local/kafka';
import { BenchError } from '../bench-error';
import type { BenchPlatform } from '../bench-platform';
import { runClient, type Measured } from '../client-process';
import type { ClientSpec, LoadSpec } from '../load/spec';
import type { LeftOut } from '../result';

/** A client library that can be measured. */
export interface ClientKind {
  readonly title: string;
  /** The load program, in the repository. */
  readonly entry: string;
  /** Not the one that is judged: ours is held against it, and when it fails it is left out. */
  readonly foreign: boolean;
  /** Packages of which one must be installed beside the project, in the cache's folder for engines. @default - none */
  readonly packages?: readonly string[];
}

const CONFLUENT = '@confluentinc/kafka-javascript';

export const clientKinds = {
  millrace: { title: 'our client', entry: 'proof/bench/clients/millrace.ts', foreign: false },
  kafkajs: { title: 'plain KafkaJS', entry: 'proof/plain/bench-kafkajs.ts', foreign: true },
  confluent: {
    title: "Confluent's client",
    entry: 'proof/bench/clients/confluent.ts',
    foreign: true,
    packages: [CONFLUENT],
  },
  'millrace-librdkafka': {
    title: 'our second engine',
    entry: 'proof/bench/clients/millrace-librdkafka.ts',
    foreign: true,
    packages: [CONFLUENT],
  },
  'node-rdkafka': {
    title: "node-rdkafka's interface",
    entry: 'proof/bench/clients/node-rdkafka.ts',
    foreign: true,
    packages: ['node-rdkafka', CONFLUENT],
  },
} as const satisfies Record<string, ClientKind>;

export type ClientName = keyof typeof clientKinds;
export const clientNames = Object.keys(clientKinds) as ClientName[];
export const isClientName = (name: string): name is ClientName => Object.hasOwn(clientKinds, name);

/** Where librdkafka's clients are installed: they are built from source, so the project does not depend on them. */
export const libraryFolder = (env: Readonly<Record<string, string | undefined>>): string =>
  join(cacheDir(env), 'engines', 'librdkafka');

const isInstalled = (folder: string, name: string): boolean =>
  existsSync(join(folder, 'node_modules', name, 'package.json'));

export interface AvailableClient extends ClientKind {
  readonly name: ClientName;
  run(client: Omit<ClientSpec, 'bootstrapServers' | 'library'>, load: LoadSpec['load']): Promise<Measured>;
}

export interface Clients {
  readonly available: readonly AvailableClient[];
  readonly leftOut: readonly LeftOut[];
}

/** The chosen clients that are here, bundled; of the others, why not. */
export async function findClients(platform: BenchPlatform, names: readonly string[]): Promise<Clients> {
  const { env, signal } = platform.start;
  const library = libraryFolder(env);
  const available: AvailableClient[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of names) {
    if (!isClientName(name))
      throw new BenchError('BENCH_OPTION', `there is no client '${name}'; there are: ${clientNames.join(', ')}.`);
    const kind: ClientKind = clientKinds[name];
    if (kind.packages !== undefined && !kind.packages.some((each) => isInstalled(library, each))) {
      const reason = `${kind.packages.join(' or ')} is not installed in the cache's engines/librdkafka`;
      leftOut.push({ name: kind.title, reason });
      continue;
    }
    const program = join(platform.dir, `client-${name}.js`);
    await bundleProgram(kind.entry, program);
    const bootstrapServers = platform.servers.join(',');
    const run: AvailableClient['run'] = (client, load) =>
      runClient(program, { client: { bootstrapServers, library, ...client }, load }, signal);
    available.push({ ...kind, name, run });
  }
  if (available.length > 0) return { available, leftOut };
  throw new BenchError('BENCH_NO_CONTENDER', leftOut.map(({ name, reason }) => `${name}: ${reason}`).join('; '));
}
