import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The variables read here; hand in `process.env`, or a smaller record in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where downloads are kept for all checkouts: `MILLRACE_CACHE_DIR`, else the XDG cache folder, else `~/.cache`. */
export function cacheDir(env: Environment): string {
  if (env['MILLRACE_CACHE_DIR']) return resolve(env['MILLRACE_CACHE_DIR']);
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'millrace');
}
