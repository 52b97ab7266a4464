import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findBuilder, findCompose, toolFolder } from '../../../local/build/container-tools';

/** Stand-ins for docker's programs, which answer by script. */
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-tools-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(folder: string, name: string, script: string): string {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, folder, name), 0o755);
  return join(root, folder, name);
}

const env = (...folders: readonly string[]): Record<string, string> => ({
  PATH: folders.map((folder) => join(root, folder)).join(delimiter),
  XDG_CACHE_HOME: join(root, 'cache'),
});

/** Of a docker client: its version, and whether it has buildx. */
const client = (version: string, buildx: boolean): string =>
  `case "$1" in version) echo '${version}' ;; buildx) exit ${buildx ? 0 : 1} ;; *) exit 1 ;; esac`;

describe('the search for docker compose', () => {
  test('takes the plugin of docker', () => {
    const docker = program('bin', 'docker', '[ "$1" = compose ] && echo v2.40.3');
    expect(findCompose(env('bin'))).toEqual({ ok: true, tool: { command: [docker, 'compose'], version: '2.40.3' } });
  });

  test('passes over version 1 and takes what .ci/run has built', () => {
    program('bin', 'docker', 'exit 1');
    program('bin', 'docker-compose', 'echo 1.29.2');
    const built = program('cache/millrace/tools', 'docker-compose', 'echo 2.40.3');
    expect(toolFolder(env())).toBe(join(root, 'cache', 'millrace', 'tools'));
    expect(findCompose(env('bin'))).toMatchObject({ ok: true, tool: { command: [built] } });
  });

  test('rejects a machine without one, with the reason', () => {
    expect(findCompose(env('bin'))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/no docker compose/) as string,
    });
  });
});

describe('the search for a builder', () => {
  test('passes over a client that cannot build, for one that can', () => {
    program('new', 'docker', client('28.2.2 20.10.24', false));
    const old = program('old', 'docker', client('20.10.24 20.10.24', false));
    expect(findBuilder(env('new', 'old'))).toMatchObject({ ok: true, tool: { docker: old } });
  });

  test('takes a client with buildx', () => {
    const docker = program('bin', 'docker', client('28.2.2 28.2.2', true));
    expect(findBuilder(env('bin'))).toMatchObject({ ok: true, tool: { docker } });
  });

  test.each([
    ['no client', undefined, /no docker client/],
    ['no engine', 'exit 1', /no docker engine answers/],
    ['no BuildKit', client('28.2.2 28.2.2', false), /no buildx/],
  ])('rejects a machine with %s, with the reason', (_name, script, reason) => {
    if (script !== undefined) program('bin', 'docker', script);
    expect(findBuilder(env('bin'))).toEqual({ ok: false, reason: expect.stringMatching(reason) as string });
  });
});
