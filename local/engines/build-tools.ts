import { EngineError } from './engine-error';
import { run } from './run';
import type { Environment } from '../kafka/cache-dir';

interface Need {
  /** Debian's package with it. */
  readonly debian: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** Compiles and links, against the library's archive: what is built must need nothing where it runs. */
const library = (debian: string, header: string, call: string, archives: readonly string[]): Need => ({
  debian,
  command: 'g++',
  args: ['-x', 'c++', '-', '-o', '/dev/null', '-Wl,-Bstatic', ...archives, '-Wl,-Bdynamic', '-ldl', '-lpthread'],
  input: `#include <${header}>\nint main() { return ${call} == 0; }\n`,
});

const needs: readonly Need[] = [
  { debian: 'g++', command: 'g++', args: ['--version'] },
  { debian: 'make', command: 'make', args: ['--version'] },
  { debian: 'python3', command: 'python3', args: ['--version'] },
  { debian: 'pkg-config', command: 'pkg-config', args: ['--version'] },
  library('libssl-dev', 'openssl/ssl.h', 'TLS_client_method()', ['-lssl', '-lcrypto']),
  library('zlib1g-dev', 'zlib.h', 'zlibVersion()', ['-lz']),
  library('libzstd-dev', 'zstd.h', 'ZSTD_versionNumber()', ['-lzstd']),
];

/** Debian's packages that the build needs and this machine does not have. */
export async function missingPackages(env: Environment): Promise<readonly string[]> {
  const answers = await Promise.all(needs.map((need) => run({ ...need, env })));
  return needs.filter((_, index) => answers[index]?.status !== 0).map(({ debian }) => debian);
}

/** @throws EngineError ENGINE_SYSTEM_UNSUPPORTED, ENGINE_TOOLS_MISSING with what to install */
export async function requireBuildTools(env: Environment, platform: string = process.platform): Promise<void> {
  if (platform !== 'linux') {
    throw new EngineError(
      'ENGINE_SYSTEM_UNSUPPORTED',
      `this build was made for Linux, not for ${platform}: run \`npm install @confluentinc/kafka-javascript\` in a folder of ` +
        'your own and give that folder to KAFKA_ENGINE_PATH, or stay with KAFKA_ENGINE=kafkajs.',
    );
  }
  const missing = await missingPackages(env);
  if (missing.length === 0) return;
  throw new EngineError(
    'ENGINE_TOOLS_MISSING',
    `the build needs ${missing.join(', ')}, which this machine lacks (all by Debian's names): ` +
      `\`apt-get install --no-install-recommends ${missing.join(' ')}\`.`,
  );
}
