import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import type { ServiceName } from '../../contracts/services';
import { bundleProgram, bundleServices } from '../../local/build/bundle';
import type { Platform } from '../../local/platform/platform';

const repository = resolve(__dirname, '..', '..');

/** The module that takes a module's place, both without their endings. */
type Replacements = Readonly<Record<string, string>>;

/** Modules of the services are replaced while bundling, whoever imports them; the services know nothing of it. */
function withModules(replacements: Replacements): Plugin {
  const files = new Map(
    Object.entries(replacements).map(([module, replacement]) => [
      join(repository, module),
      `${join(repository, replacement)}.ts`,
    ]),
  );
  return {
    name: 'bench-modules',
    setup(building) {
      building.onResolve({ filter: /^\./ }, ({ path, resolveDir, importer }) => {
        const replacement = files.get(join(resolveDir, path));
        return replacement === undefined || replacement === importer ? undefined : { path: replacement };
      });
    },
  };
}

/** The producer service as it is, with an engine that acknowledges at once and has no Kafka behind it. */
export async function bundleProducerWithoutKafka(dir: string): Promise<string> {
  const program = join(dir, 'producer-without-kafka.js');
  const plugin = withModules({ 'services/shared/kafka-engine': 'proof/bench/no-kafka-engine' });
  await bundleProgram('services/producer/main.ts', program, [plugin]);
  return program;
}

/** A service as it is, which measures nothing and traces nothing. */
export async function bundleWithoutTelemetry(service: ServiceName, dir: string): Promise<string> {
  const program = join(dir, `${service}-without-telemetry.js`);
  const plugin = withModules({
    'services/shared/metrics': 'proof/bench/no-telemetry/metrics',
    'services/shared/tracing': 'proof/bench/no-telemetry/tracing',
  });
  await bundleProgram(`services/${service}/main.ts`, program, [plugin]);
  return program;
}

/** A service as `make up` starts it, where the platform looks for it. */
export async function bundleService(service: ServiceName, { services }: Pick<Platform, 'services'>): Promise<void> {
  const launch = services.find(({ name }) => name === service);
  if (launch !== undefined) await bundleServices(dirname(launch.program), [service]);
}
