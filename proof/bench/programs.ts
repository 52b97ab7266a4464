import { dirname, join, resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import type { ServiceName } from '../../contracts/services';
import { bundleServices } from '../../local/build/bundle';
import type { Platform } from '../../local/platform/platform';

const repository = resolve(__dirname, '..', '..');

/** As the services are bundled: one file, so that a program's start, memory and CPU time are its own and not a loader's. */
const options: BuildOptions = {
  absWorkingDir: repository,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  keepNames: true,
  minifySyntax: true,
  logLevel: 'silent',
};

/** @param entry path in the repository. @returns the program's file */
export async function bundleProgram(entry: string, dir: string): Promise<string> {
  const outfile = join(dir, `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.js`);
  await build({ ...options, entryPoints: [entry], outfile });
  return outfile;
}

const engineFile = join(repository, 'services/shared/kafka-engine.ts');

/** The one place where a service chooses its Kafka client is replaced while bundling; the service knows nothing of it. */
function withEngine(replacement: string): Plugin {
  return {
    name: 'bench-engine',
    setup(building) {
      building.onResolve({ filter: /\/kafka-engine$/ }, ({ path, resolveDir }) =>
        join(resolveDir, `${path}.ts`) === engineFile ? { path: join(repository, replacement) } : undefined,
      );
    },
  };
}

/** The producer service as it is, with an engine that acknowledges at once and has no Kafka behind it. */
export async function bundleProducerWithoutKafka(dir: string): Promise<string> {
  const outfile = join(dir, 'producer-without-kafka.js');
  const plugins = [withEngine('proof/bench/no-kafka-engine.ts')];
  await build({ ...options, entryPoints: ['services/producer/main.ts'], outfile, plugins });
  return outfile;
}

/** A service as `make up` starts it, where the platform looks for it. */
export async function bundleService(service: ServiceName, { services }: Pick<Platform, 'services'>): Promise<void> {
  const launch = services.find(({ name }) => name === service);
  if (launch !== undefined) await bundleServices(dirname(launch.program), [service]);
}
