/** The part of the Compose specification that Millrace uses. Its names appear in `local/compose` and nowhere else. */

export interface HealthCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

/** How Docker keeps what a container writes. */
export interface LineLogging {
  readonly driver: 'json-file';
  readonly options: Readonly<Record<string, string>>;
}

export type StartCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Container {
  readonly image: string;
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly pull_policy?: 'build';
  readonly profiles?: readonly string[];
  readonly hostname?: string;
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks?: Readonly<Record<string, { readonly aliases: readonly string[] }>>;
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string; readonly mode?: number }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: StartCondition }>>;
  readonly healthcheck?: HealthCheck;
  readonly restart: 'unless-stopped' | `on-failure:${number}`;
  readonly stop_grace_period?: string;
  readonly mem_limit: string;
  readonly cpus?: number;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly logging?: LineLogging;
}

export interface ComposeDocument {
  readonly name: string;
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

/** Compose replaces `$name` in values; what comes from the model is meant as it stands. */
export const literal = (value: string): string => value.replaceAll('$', '$$$$');

export const literals = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, literal(value)]));

/** On this machine only: nothing here asks for a password. */
export const onLoopback = (host: number, container: number): string => `127.0.0.1:${host}:${container}`;

export const all = (
  names: readonly string[],
  condition: StartCondition,
): Record<string, { readonly condition: StartCondition }> =>
  Object.fromEntries(names.map((name) => [name, { condition }]));

/** A container that asks for nothing of the machine but its ports. */
export const confined = {
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
} as const;

interface CheckTiming {
  readonly every?: number;
  /** Failures within this time do not count. */
  readonly startsWithin: number;
}

export function check(test: readonly string[], { every = 5, startsWithin }: CheckTiming): HealthCheck {
  return { test, interval: `${every}s`, timeout: '5s', retries: 6, start_period: `${startsWithin}s` };
}

/** For images with a busybox: Alpine's and Prometheus's. */
export const answersTo = (url: string, startsWithin: number): HealthCheck =>
  check(['CMD', 'wget', '-q', '-O', '/dev/null', url], { every: 10, startsWithin });

/** For images with bash and nothing that speaks HTTP. */
export const listensOn = (port: number, startsWithin: number): HealthCheck =>
  check(['CMD', 'bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`], { startsWithin });
