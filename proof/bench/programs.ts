import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import type { ServiceName } from '../../contracts/services';
import { bundleProgram, bundleServices } from '../../local/build/bundle';
import type { Platform } from '../../local/platform/platform';

const repository = resolve(__dirname, '..', '..');

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
  const program = join(dir, 'producer-without-kafka.js');
  await bundleProgram('services/producer/main.ts', program, [withEngine('proof/bench/no-kafka-engine.ts')]);
  return program;
}

/** A service as `make up` starts it, where the platform looks for it. */
export async function bundleService(service: ServiceName, { services }: Pick<Platform, 'services'>): Promise<void> {
  const launch = services.find(({ name }) => name === service);
  if (launch !== undefined) await bundleServices(dirname(launch.program), [service]);
}
