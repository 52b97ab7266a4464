import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Builder } from '../../../local/build/container-tools';
import { containerImages } from '../../../model/versions';

/** A docker engine for tests; everything it starts has a label of this run and is removed with it. */

export const repository = join(__dirname, '..', '..', '..');

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  /** stdout and stderr. */
  readonly output: string;
}

export interface ImageConfig {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[];
    readonly Entrypoint: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>>;
    readonly StopSignal: string;
    readonly ExposedPorts: Readonly<Record<string, object>>;
    readonly Healthcheck: { readonly Test: readonly string[] };
  };
}

export interface ContainerState {
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
}

/** Made on this machine where there is no registry; elsewhere the Dockerfile's own. */
const localBases = ['millrace/node-base:local', 'millrace/node-build:local'] as const;

export class Docker {
  private readonly label = `millrace.test=${randomUUID()}`;
  private readonly tags = new Set<string>();

  constructor(private readonly builder: Builder) {}

  run(...args: readonly string[]): Ran {
    const { status, stdout, stderr } = spawnSync(this.builder.docker, args, {
      encoding: 'utf8',
      env: { ...process.env, DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status: status ?? -1, stdout, output: `${stdout}${stderr}` };
  }

  /** @throws Error with its output when the command fails */
  must(...args: readonly string[]): string {
    const { status, stdout, output } = this.run(...args);
    if (status === 0) return stdout.trim();
    throw new Error(`docker ${args.join(' ')} ended with ${status}:\n${output.split('\n').slice(-60).join('\n')}`);
  }

  private hasLocalBases(): boolean {
    return localBases.every((image) => this.run('image', 'inspect', image).status === 0);
  }

  private baseArguments(): string[] {
    const here = this.hasLocalBases();
    const base = process.env['BASE_IMAGE'] ?? (here ? localBases[0] : undefined);
    const build = process.env['BUILD_IMAGE'] ?? (here ? localBases[1] : undefined);
    return [
      ...(base === undefined ? [] : ['--build-arg', `BASE_IMAGE=${base}`]),
      ...(build === undefined ? [] : ['--build-arg', `BUILD_IMAGE=${build}`]),
    ];
  }

  build(tag: string, args: Readonly<Record<string, string>>): Ran {
    const authorities = process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['SSL_CERT_FILE'] ?? '';
    this.tags.add(tag);
    return this.run(
      ...['build', '--network', 'host', ...this.baseArguments()],
      ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      ...(existsSync(authorities) ? ['--secret', `id=ca,src=${authorities}`] : []),
      ...['--tag', tag, repository],
    );
  }

  image(tag: string): ImageConfig {
    return (JSON.parse(this.must('image', 'inspect', tag)) as [ImageConfig])[0];
  }

  /** Of the base that the images stand on; one that only the builder has seen is pulled. */
  baseSize(): number {
    const base = process.env['BASE_IMAGE'] ?? (this.hasLocalBases() ? localBases[0] : containerImages.node);
    if (this.run('image', 'inspect', base).status !== 0) this.must('pull', base);
    return this.image(base).Size;
  }

  /** As a cluster would: root file system read-only, no capability, no new privileges, little memory. */
  start(tag: string, variables: Readonly<Record<string, string>>): string {
    const environment = Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    return this.must(
      ...['run', '--detach', '--network', 'host', '--label', this.label, '--read-only', '--memory', '256m'],
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...environment,
      tag,
    );
  }

  state(container: string): ContainerState['State'] {
    return (JSON.parse(this.must('container', 'inspect', container)) as [ContainerState])[0].State;
  }

  logs(container: string): string {
    return this.run('logs', container).output;
  }

  /** Ends what a test left over. */
  clean(): void {
    const left = this.run('ps', '--all', '--quiet', '--filter', `label=${this.label}`)
      .stdout.split('\n')
      .filter(Boolean);
    if (left.length > 0) this.run('rm', '--force', ...left);
    for (const tag of this.tags) this.run('image', 'rm', tag);
  }
}

/** A revision for the labels, as a build would give it. */
export function revision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
