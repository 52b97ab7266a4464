import { environments } from '../../environments';
import type { Environment } from '../../model/environment';
import { resolve } from '../../model/resolve';
import { PlatformError } from './platform-error';

export function unknownEnvironment(name: string): PlatformError {
  const known = Object.keys(environments).join(', ');
  return new PlatformError('PLATFORM_UNKNOWN_ENVIRONMENT', `there is no environment '${name}'; there are: ${known}.`);
}

/** An environment of `environments/`. @throws PlatformError when there is none of that name */
export function namedEnvironment(name: string): Environment {
  const spec = Object.values(environments).find((each) => each.name === name);
  if (spec === undefined) throw unknownEnvironment(name);
  return resolve(spec);
}
