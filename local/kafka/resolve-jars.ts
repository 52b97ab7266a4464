import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir, type Environment } from './cache-dir';
import { checksumList, parseChecksums, verifyJars, type Checksums } from './checksums';
import { findJava, requireMaven, type JavaRuntime } from './java';
import { withLock } from './file-lock';
import { downloadJars } from './maven-download';
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

interface Download {
  readonly version: KafkaVersion;
  readonly versionDir: string;
  readonly target: string;
  readonly expected: Checksums;
  readonly env: Environment;
}

async function download({ version, versionDir, target, expected, env }: Download): Promise<void> {
  const work = join(versionDir, `.download-${randomUUID()}`);
  try {
    const jars = await downloadJars(work, version, env);
    await verifyJars(jars, expected, version);
    await rename(jars, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * A pinned Kafka's jars, from the cache or from Maven. The folder carries the digest of the checksum list and appears
 * under that name only when it is complete and verified, so it needs no marker; two processes may ask at once.
 */
export async function resolveKafkaJars({ env, kafkaVersion, onProgress }: ResolveOptions): Promise<KafkaJars> {
  const version = kafkaVersion ?? KAFKA_VERSION;
  const java = await findJava(env);
  const list = await readFile(checksumList(version), 'utf8');
  const expected = parseChecksums(list);
  const key = createHash('sha256').update(list).digest('hex').slice(0, 12);
  const versionDir = join(cacheDir(env), 'kafka', version);
  const dir = join(versionDir, `jars-${key}`);
  if (!existsSync(dir)) {
    await requireMaven(env);
    await mkdir(versionDir, { recursive: true });
    await withLock(join(versionDir, 'download.lock'), DOWNLOAD_LIMIT_MS, async () => {
      if (existsSync(dir)) return;
      onProgress?.(`fetching Kafka ${version} (${expected.size} jars) with Maven, once`);
      await download({ version, versionDir, target: dir, expected, env });
    });
  } else {
    // Hashing 50 MB costs 0.1 s: less than the doubt whether somebody changed the cache.
    await verifyJars(dir, expected, version);
  }
  return {
    version,
    java,
    dir,
    classpath: [...expected.keys()]
      .sort()
      .map((name) => join(dir, name))
      .join(':'),
    archive: join(versionDir, `classes-${key}-java-${java.key}.jsa`),
  };
}
