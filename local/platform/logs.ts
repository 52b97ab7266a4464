import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodeFiles } from '../kafka/node-files';
import type { Layout } from './layout';
import { PlatformError } from './platform-error';

export interface LogsOptions {
  /** A service's name, or `broker-1`. All when absent. */
  readonly part?: string;
  readonly follow: boolean;
  readonly lines: number;
}

/** The end of the log files, by `tail`, which knows how to follow several at once. */
export async function logs(layout: Layout, options: LogsOptions): Promise<void> {
  const files = logFiles(layout, options.part).filter((file) => existsSync(file));
  if (files.length === 0) {
    throw new PlatformError(
      'PLATFORM_NOT_RUNNING',
      `there are no logs in ${layout.root} yet; \`make up\` starts the platform.`,
    );
  }
  const tail = spawn('tail', ['-n', String(options.lines), ...(options.follow ? ['-F'] : []), ...files], {
    stdio: 'inherit',
  });
  const onSignal = (): void => void tail.kill('SIGTERM');
  process.once('SIGINT', onSignal);
  await new Promise<void>((settle, fail) => tail.once('close', () => settle()).once('error', fail));
  process.off('SIGINT', onSignal);
}

const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

/** By part; whatever has a log here, whether the model still names it or not. */
function logFiles({ kafka, serviceLogs }: Layout, part: string | undefined): string[] {
  const services = entries(serviceLogs).map((file): [string, string] => [
    basename(file, '.log'),
    join(serviceLogs, file),
  ]);
  const ids = entries(join(kafka, 'logs')).map((folder) => Number(folder.replace('node-', '')));
  const all = new Map([
    ...services,
    ...ids.map((id): [string, string] => [`broker-${id}`, nodeFiles(kafka, id).serverLog]),
  ]);
  if (part === undefined) return [...all.values()];
  const file = all.get(part);
  if (file !== undefined) return [file];
  throw new PlatformError(
    'PLATFORM_UNKNOWN_SERVICE',
    `there is no part '${part}' with a log; there are: ${[...all.keys()].join(', ') || 'none yet'}.`,
  );
}
