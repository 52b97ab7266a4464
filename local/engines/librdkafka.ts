import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, lstat, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { cacheDir, type Environment } from '../kafka/cache-dir';
import { withLock } from '../kafka/file-lock';
import { requireBuildTools } from './build-tools';
import { EngineError } from './engine-error';
import { mustRun } from './run';

/**
 * Builds `@confluentinc/kafka-javascript` from the sources npm carries, into the cache folder: one native file that
 * needs libc and libstdc++ only. Its ready-made binaries come from GitHub, which not every network reaches.
 */
const PACKAGE = '@confluentinc/kafka-javascript';
const BINARY = 'build/Release/confluent-kafka-javascript.node';
const LOCK_LIMIT_MS = 20 * 60_000;
const recipe = resolve(__dirname, 'librdkafka');

/** What the services' protocols and topics need of it. */
const FEATURES = ['gzip', 'snappy', 'lz4', 'zstd', 'ssl', 'sasl_scram'];

/** Of the package and of what it loads; the rest is sources and what was made on the way. */
const KEPT: readonly string[] = [
  ...['package.json', 'librdkafka.js', 'lib', 'LICENSE.txt', BINARY].map((path) => `node_modules/${PACKAGE}/${path}`),
  'node_modules/bindings',
  'node_modules/file-uri-to-path',
  'package.json',
];

/**
 * In place of the package's own: archives of this system's libraries and nothing downloaded; no libcurl (OAuth only)
 * and no Cyrus SASL (Kerberos only), which would bring 25 shared libraries along.
 */
const CONFIGURE = `#!/usr/bin/env bash
set -eu
here=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
cd "$here/deps/librdkafka"
./configure --prefix="$here/build/deps" --libdir="$here/build/deps" \\
  --enable-static --disable-curl --disable-gssapi --disable-lz4-ext --disable-debug-symbols
`;

export interface Installed {
  readonly folder: string;
  /** Leads to the folder, whatever its version. */
  readonly link: string;
  /** Whether this call built it. */
  readonly built: boolean;
}

const pinned = (): string => {
  const { dependencies } = JSON.parse(readFileSync(join(recipe, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies[PACKAGE] ?? 'unknown';
};

export function enginePaths(env: Environment): { readonly folder: string; readonly link: string } {
  const engines = join(cacheDir(env), 'engines');
  const name = `librdkafka-${basename(PACKAGE)}-${pinned()}-node${process.versions.modules}`;
  return { folder: join(engines, name), link: join(engines, 'librdkafka') };
}

/**
 * The engine's folder, built when it is not there: whole or not at all.
 * @param say told of each step before it begins
 * @throws EngineError
 */
export async function installLibrdkafka(env: Environment, say: (line: string) => void): Promise<Installed> {
  const { folder, link } = enginePaths(env);
  return withLock(`${link}.lock`, LOCK_LIMIT_MS, async () => {
    const built = !existsSync(folder);
    if (built) {
      await requireBuildTools(env);
      await build(folder, env, say);
    }
    await pointTo(link, folder);
    return { folder, link, built };
  });
}

async function build(folder: string, env: Environment, say: (line: string) => void): Promise<void> {
  await removeUnfinished(folder);
  const [staging, whole] = [`${folder}.building`, `${folder}.whole`];
  const log = `${folder}.log`;
  await rm(log, { force: true });
  await mkdir(staging, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await copyFile(join(recipe, file), join(staging, file));
  say(`fetching ${PACKAGE} ${pinned()} from npm`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun('npm could not fetch it', { command: 'npm', args: ['ci', ...quiet], cwd: staging, env, log });
  await writeFile(join(staging, 'node_modules', PACKAGE, 'configure'), CONFIGURE, { mode: 0o755 });
  say('compiling librdkafka and its binding: about two CPU minutes');
  const args = ['rebuild', PACKAGE, '--foreground-scripts'];
  await mustRun('it could not be compiled', { command: 'npm', args, cwd: staging, env: compilingIn(env), log });
  for (const path of KEPT) await keep(join(staging, path), join(whole, path));
  await prove(whole, env);
  await rename(whole, folder);
  await rm(staging, { recursive: true, force: true });
  await rm(log, { force: true });
}

/** The headers of the Node.js that runs are used where it brought them along; else node-gyp fetches them. */
function compilingIn(env: Environment): Record<string, string | undefined> {
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include', 'node', 'node_version.h'));
  return {
    ...env,
    CKJS_LINKING: 'static',
    npm_config_build_from_source: 'true',
    ...(headers ? { npm_config_nodedir: prefix } : {}),
  };
}

async function keep(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}

/** @throws EngineError ENGINE_BUILD_UNUSABLE */
async function prove(folder: string, env: Environment): Promise<void> {
  const script = `process.stdout.write(JSON.stringify(require('${PACKAGE}').features))`;
  const output = await mustRun('what was built cannot be loaded', {
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env,
  });
  const features = JSON.parse(output) as readonly string[];
  const lacking = FEATURES.filter((feature) => !features.includes(feature));
  if (lacking.length === 0) return;
  throw new EngineError(
    'ENGINE_BUILD_UNUSABLE',
    `it was built without ${lacking.join(', ')}; it has ${features.join(', ')}.`,
  );
}

/** Of runs that were cut off. The lock is ours, so that nobody works there. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder)).catch(() => []))
    if (name.startsWith(`${basename(folder)}.`))
      await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** At no moment is there no link, or one that leads nowhere. */
async function pointTo(link: string, folder: string): Promise<void> {
  const present = await lstat(link).catch(() => undefined);
  if (present && !present.isSymbolicLink()) {
    throw new EngineError('ENGINE_BUILD_FAILED', `${link} is not a link; move it away, it would be overwritten.`);
  }
  const draft = `${link}.${process.pid}`;
  await symlink(basename(folder), draft);
  await rename(draft, link);
}
