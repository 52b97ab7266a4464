import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from './cache-dir';
import { LocalKafkaError, systemCode } from './errors';
import { MINIMUM_JAVA } from './versions';

const run = promisify(execFile);

const INSTALL =
  'Debian, Ubuntu: apt-get install -y default-jre-headless maven. ' +
  'macOS: brew install openjdk@17 maven, then put "$(brew --prefix openjdk@17)/bin" on the PATH.';

/** The Java that runs the brokers. */
export interface JavaRuntime {
  readonly command: string;
  /** For example `17.0.15`. */
  readonly version: string;
  /** Differs between any two builds; names what is only good for one of them (class data archives). */
  readonly key: string;
}

/** The major version out of what `java -version` prints; 8 for the old `1.8.0_402`. */
export function javaMajor(version: string): number {
  const [first, second] = version.split(/[._+-]/);
  return Number(first === '1' ? second : first);
}

/** Finds Java: `JAVA_HOME` when it is set and has one, else the PATH. Rejects when there is none, or an old one. */
export async function findJava(env: Environment): Promise<JavaRuntime> {
  const home = env['JAVA_HOME'];
  const fromHome = home ? join(home, 'bin', 'java') : undefined;
  const command = fromHome !== undefined && existsSync(fromHome) ? fromHome : 'java';
  let banner: string;
  try {
    const { stdout, stderr } = await run(command, ['-version'], { env });
    banner = stderr + stdout;
  } catch (error) {
    // macOS has a stand-in `java` which exits with 1 and asks for an installation: the same to the reader.
    throw new LocalKafkaError(
      'LOCAL_JAVA_MISSING',
      `Java is not installed (${command}: ${systemCode(error) ?? 'failed'}); the embedded Kafka needs Java ${MINIMUM_JAVA} or later. ${INSTALL}`,
      { cause: error },
    );
  }
  const version = /version "([^"]+)"/.exec(banner)?.[1] ?? 'unknown';
  if (!(javaMajor(version) >= MINIMUM_JAVA)) {
    throw new LocalKafkaError(
      'LOCAL_JAVA_TOO_OLD',
      `Java is ${version} (${command}); Kafka 4 needs ${MINIMUM_JAVA} or later. ${INSTALL} Or set JAVA_HOME to a later one.`,
      { detail: { command, version } },
    );
  }
  const digest = createHash('sha256').update(banner).digest('hex').slice(0, 12);
  return { command, version, key: `${version.replace(/[^\w.-]/g, '_')}-${digest}` };
}

/** Rejects when Maven is not there. */
export async function requireMaven(env: Environment): Promise<void> {
  try {
    await run('mvn', ['-B', '-v'], { env });
  } catch (error) {
    throw new LocalKafkaError(
      'LOCAL_MAVEN_MISSING',
      `Maven is not installed (mvn: ${systemCode(error) ?? 'failed'}); it fetches Kafka's jars, once. ${INSTALL}`,
      { cause: error },
    );
  }
}
