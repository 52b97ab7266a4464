import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { toolFolder } from '../build/container-tools';
import type { Environment } from '../kafka/cache-dir';
import { systemCode } from '../kafka/errors';
import { withLock } from '../kafka/file-lock';

const run = promisify(execFile);

/** Commands of Prometheus and Alertmanager on this machine. */
export interface PrometheusTools {
  readonly prometheus: string;
  /** Checks and tests rules. */
  readonly promtool: string;
  /** Checks Alertmanager's configuration and its routes. */
  readonly amtool: string;
  /** What goes before its flags. */
  readonly alertmanager: readonly [string, ...string[]];
}

/** What each is called: Alertmanager's own archive, and Debian's package. */
const names = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  amtool: ['amtool'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
} as const satisfies Readonly<Record<keyof PrometheusTools, readonly string[]>>;

const debianPackages = ['prometheus', 'prometheus-alertmanager'] as const;

/** Another process may be downloading: 40 MB. */
const LOCK_MS = 300_000;

/** Prometheus' programs are not here, and cannot be fetched. */
export class PrometheusToolsError extends Error {
  override readonly name = 'PrometheusToolsError';
  readonly code = 'PROMETHEUS_TOOLS_MISSING';
  /** The network may be there again. */
  readonly canRetry = true;
}

function executable(name: string, folders: readonly string[]): string | undefined {
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** All of them in these folders, or nothing. */
function toolsIn(folders: readonly string[]): PrometheusTools | undefined {
  const fileOf = (tool: keyof typeof names): string | undefined =>
    names[tool].map((name) => executable(name, folders)).find((file) => file !== undefined);
  const [prometheus, promtool, amtool, alertmanager] = [
    fileOf('prometheus'),
    fileOf('promtool'),
    fileOf('amtool'),
    fileOf('alertmanager'),
  ];
  if (prometheus === undefined || promtool === undefined) return undefined;
  if (amtool === undefined || alertmanager === undefined) return undefined;
  return { prometheus, promtool, amtool, alertmanager: [alertmanager] };
}

/** Debian's Alertmanager reads its templates below /usr/share: it is shown ours there, and nobody else is. */
function unpackedTools(folder: string): PrometheusTools | undefined {
  const tools = toolsIn([join(folder, 'usr', 'bin')]);
  if (tools === undefined || existsSync('/usr/share/prometheus/alertmanager/default.tmpl')) return tools;
  const shown = ['--user', '--map-root-user', '--mount', 'sh', '-c', 'mount --bind "$0" /usr/share && exec "$@"'];
  return { ...tools, alertmanager: ['unshare', ...shown, join(folder, 'usr', 'share'), ...tools.alertmanager] };
}

const lastLines = (error: unknown): string => {
  const { stderr = '', message = '' } = error as { readonly stderr?: string; readonly message?: string };
  return (stderr || message).trim().split('\n').slice(-4).join('\n  ');
};

/** Unpacks Debian's packages below `folder`; nothing is installed, so nobody has to be root. */
async function unpackDebianPackages(folder: string, env: Environment): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  try {
    await run('apt-get', ['download', '--quiet', ...debianPackages], { cwd: draft, env });
    for (const file of (await readdir(draft)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(draft, file), join(draft, 'root')], { env });
    }
    await rm(folder, { recursive: true, force: true });
    await rename(join(draft, 'root'), folder);
  } catch (error) {
    const reason = systemCode(error) === 'ENOENT' ? 'this is no Debian or Ubuntu' : lastLines(error);
    throw new PrometheusToolsError(
      `prometheus, promtool, alertmanager and amtool are not on PATH and could not be fetched: ${reason}\n` +
        `Run apt-get update, or put them on PATH from https://prometheus.io/download. (PROMETHEUS_TOOLS_MISSING)`,
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Those on PATH when all are there, else Debian's, unpacked into the cache when it has none yet.
 * @throws PrometheusToolsError when there are none and none can be had
 */
export async function prometheusTools(env: Environment): Promise<PrometheusTools> {
  const own = toolsIn((env['PATH'] ?? '').split(delimiter));
  if (own !== undefined) return own;
  const folder = join(toolFolder(env), 'prometheus-of-debian');
  const kept = unpackedTools(folder);
  if (kept !== undefined) return kept;
  return withLock(`${folder}.lock`, LOCK_MS, async () => {
    // Who held the lock before may have unpacked them.
    if (unpackedTools(folder) === undefined) await unpackDebianPackages(folder, env);
    const unpacked = unpackedTools(folder);
    if (unpacked !== undefined) return unpacked;
    throw new PrometheusToolsError(
      `${folder} lacks one of ${Object.keys(names).join(', ')} (PROMETHEUS_TOOLS_MISSING)`,
    );
  });
}

/**
 * Prometheus alone, for those who only run it: its own archive and other systems' packages come without Alertmanager.
 * @throws PrometheusToolsError when there is none and none can be had
 */
export async function prometheusProgram(env: Environment): Promise<string> {
  const own = executable('prometheus', (env['PATH'] ?? '').split(delimiter));
  return own ?? (await prometheusTools(env)).prometheus;
}
