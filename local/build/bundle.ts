import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { isServiceName, serviceNames, type ServiceName } from '../../contracts/services';

/**
 * Each service, and the health command of all of them, as one file that needs no `node_modules`: what an image
 * carries and what the local platform starts. The same sources give the same bytes.
 */
export interface Bundle {
  readonly name: ServiceName | 'health';
  readonly file: string;
  readonly bytes: number;
}

const repository = resolve(__dirname, '..', '..');

const healthCommand = 'services/shared/health-command.ts';

const entryOf = (service: ServiceName): string => `services/${service}/main.ts`;

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules where a package has them: what nobody uses of one stays out.
  mainFields: ['module', 'main'],
  format: 'cjs',
  // Not `keepNames`: it names each closure anew whenever it is made, a fifth of a request's CPU time (docs/adr/0005).
  // Names are not minified, so that logs and stack traces have them.
  minifySyntax: true,
  minifyWhitespace: true,
  // Positions in stack traces without the sources themselves: `node --enable-source-maps`.
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'silent',
};

/**
 * Writes `<service>.js` and `health.js`, each with its source map.
 * @throws Error from esbuild, with the position, when a source cannot be bundled
 */
export async function bundleServices(
  outDir: string = join(repository, 'dist'),
  services: readonly ServiceName[] = serviceNames,
): Promise<readonly Bundle[]> {
  const entries: readonly (readonly [Bundle['name'], string])[] = [
    ...services.map((service) => [service, entryOf(service)] as const),
    ['health', healthCommand],
  ];
  const missing = entries.map(([, entry]) => entry).filter((entry) => !existsSync(join(repository, entry)));
  if (missing.length > 0) throw new Error(`nothing to bundle, there is no ${missing.join(', ')}`);
  await build({
    ...options,
    absWorkingDir: repository,
    entryPoints: entries.map(([name, entry]) => ({ in: entry, out: name })),
    outdir: outDir,
  });
  return entries.map(([name]) => {
    const file = join(outDir, `${name}.js`);
    return { name, file, bytes: statSync(file).size };
  });
}

/**
 * Any other program of this repository, in the same way.
 * @param entry its source, relative to the repository
 * @param outFile written beside its source map
 * @param plugins of esbuild, where a source is to be another one
 * @throws Error from esbuild, with the position, when a source cannot be bundled
 */
export async function bundleProgram(entry: string, outFile: string, plugins: Plugin[] = []): Promise<void> {
  await build({ ...options, absWorkingDir: repository, entryPoints: [entry], outfile: resolve(outFile), plugins });
}

/** `npx tsx local/build/bundle.ts [service...]`: all of them, or those named, into `dist/`. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !isServiceName(name));
  if (unknown.length > 0) {
    throw new Error(`unknown service ${unknown.join(', ')}; there are ${serviceNames.join(', ')}`);
  }
  const bundles = await bundleServices(undefined, names.length > 0 ? names.filter(isServiceName) : serviceNames);
  for (const { file, bytes } of bundles) {
    process.stdout.write(`${relative(repository, file)}  ${(bytes / 1e6).toFixed(1)} MB\n`);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
