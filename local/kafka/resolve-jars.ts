import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDir, type Environment } from './cache-dir';
import { checksumList, parseChecksums, verifyJars, type Checksums } from './checksums';
import { findJava, requireMaven, type JavaRuntime } from './java';
import { withLock } from './file-lock';
import { downloadJars, renderPom } from './maven-download';
import { KAFKA_VERSION, type KafkaVersion } from './versions';

/** Everything needed to start one of Kafka's Java classes. */
export interface KafkaJars {
  readonly version: string;
  readonly java: JavaRuntime;
  readonly dir: string;
  /** Every jar by its full path, always in the same order: a class data archive is only good for one class path. */
  readonly classpath: string;
  /** Where the class data archive of these jars and this Java belongs. */
  readonly archive: string;
}

export interface ResolveOptions {
  readonly env: Environment;
  /** @default - the newest, `KAFKA_VERSION` */
  readonly kafkaVersion?: KafkaVersion | undefined;
  readonly onProgress?: (line: string) => void;
}

// A first download over a slow line; whoever waits for another process's download waits as long.
const DOWNLOAD_LIMIT_MS = 15 * 60_000;

/** Jars that Maven is asked for, and the committed list that says what they must be. */
export interface PinnedJars {
  /** With its version, for progress and errors. */
  readonly name: string;
  /** Below the cache. */
  readonly folder: string;
  readonly list: string;
  readonly pom: string;
}

interface ResolvedJars {
  readonly dir: string;
  readonly folder: string;
  /** Of the list. */
  readonly key: string;
  readonly classpath: string;
}

/** A Kafka's jars. */
export const kafkaJars = (version: KafkaVersion): PinnedJars => ({
  name: `Kafka ${version}`,
  folder: join('kafka', version),
  list: checksumList(version),
  pom: renderPom(version),
});

async function download(
  { name, list, pom }: PinnedJars,
  target: string,
  expected: Checksums,
  env: Environment,
): Promise<void> {
  const work = join(dirname(target), `.download-${randomUUID()}`);
  try {
    const jars = await downloadJars(work, name, pom, env);
    await verifyJars(jars, expected, list);
    await rename(jars, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Pinned jars, from the cache or from Maven. Their folder carries the digest of the checksum list and appears under
 * that name only when it is complete and verified, so it needs no marker; two processes may ask at once.
 */
export async function resolvePinnedJars(
  pinned: PinnedJars,
  { env, onProgress }: Omit<ResolveOptions, 'kafkaVersion'>,
): Promise<ResolvedJars> {
  const list = await readFile(pinned.list, 'utf8');
  const expected = parseChecksums(list);
  const key = createHash('sha256').update(list).digest('hex').slice(0, 12);
  const folder = join(cacheDir(env), pinned.folder);
  const dir = join(folder, `jars-${key}`);
  if (!existsSync(dir)) {
    await requireMaven(env);
    await mkdir(folder, { recursive: true });
    await withLock(join(folder, 'download.lock'), DOWNLOAD_LIMIT_MS, async () => {
      if (existsSync(dir)) return;
      onProgress?.(`fetching ${pinned.name} (${expected.size} jars) with Maven, once`);
      await download(pinned, dir, expected, env);
    });
  } else {
    // Hashing 50 MB costs 0.1 s: less than the doubt whether somebody changed the cache.
    await verifyJars(dir, expected, pinned.list);
  }
  const files = [...expected.keys()].sort().map((name) => join(dir, name));
  return { dir, folder, key, classpath: files.join(':') };
}

/** A pinned Kafka's jars and the Java that runs them. */
export async function resolveKafkaJars({ kafkaVersion, ...options }: ResolveOptions): Promise<KafkaJars> {
  const version = kafkaVersion ?? KAFKA_VERSION;
  const java = await findJava(options.env);
  const { dir, folder, key, classpath } = await resolvePinnedJars(kafkaJars(version), options);
  return { version, java, dir, classpath, archive: join(folder, `classes-${key}-java-${java.key}.jsa`) };
}
