import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execFileSync } from 'node:child_process';

/** Finds what can build images and read compose files on this machine; what it finds has been asked, not assumed. */

export type Variables = Readonly<Record<string, string | undefined>>;

/** A tool, or the reason why there is none, as a sentence for who wonders. */
export type Found<T> = { readonly ok: true; readonly tool: T } | { readonly ok: false; readonly reason: string };

/** Where `.ci/run` puts tools that it builds. */
export const toolFolder = (env: Variables): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace', 'tools');

function executables(name: string, folders: readonly string[]): string[] {
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .filter((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const onPath = (name: string, env: Variables): string[] => executables(name, (env['PATH'] ?? '').split(delimiter));

function answer(command: readonly string[], env: Variables): string | undefined {
  const [file = '', ...args] = command;
  try {
    return execFileSync(file, args, { env: { ...env }, encoding: 'utf8', timeout: 20_000, stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

export interface ComposeTool {
  /** Before `-f FILE config` and the like. */
  readonly command: readonly string[];
  readonly version: string;
}

/** Compose 2 or later, as a plugin of docker or on its own. */
export function findCompose(env: Variables): Found<ComposeTool> {
  const candidates = [
    ...onPath('docker', env).map((docker) => [docker, 'compose']),
    ...[...onPath('docker-compose', env), ...executables('docker-compose', [toolFolder(env)])].map((file) => [file]),
  ];
  for (const command of candidates) {
    const version = answer([...command, 'version', '--short'], env)?.replace(/^v/, '');
    if (version !== undefined && Number.parseInt(version, 10) >= 2) return { ok: true, tool: { command, version } };
  }
  return { ok: false, reason: 'no docker compose 2 or later on PATH, and none that .ci/run has built' };
}

export interface Builder {
  readonly docker: string;
  readonly version: string;
}

/** A docker client that reaches an engine and builds with BuildKit: with buildx, or one before 23.0, which has its own. */
export function findBuilder(env: Variables): Found<Builder> {
  const clients = onPath('docker', env);
  if (clients.length === 0) return { ok: false, reason: 'no docker client on PATH' };
  let reached = false;
  for (const docker of clients) {
    const versions = answer([docker, 'version', '--format', '{{.Client.Version}} {{.Server.Version}}'], env);
    if (versions === undefined) continue;
    reached = true;
    const ownBuildKit = Number.parseInt(versions, 10) < 23;
    if (ownBuildKit || answer([docker, 'buildx', 'version'], env) !== undefined) {
      return { ok: true, tool: { docker, version: versions } };
    }
  }
  const reason = reached ? 'the docker client has no buildx, so no BuildKit' : 'no docker engine answers';
  return { ok: false, reason };
}
