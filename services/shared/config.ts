import { decodeRuntimeConfig, RuntimeConfigError, type RuntimeConfig } from '../../contracts/runtime-config';

/** `EX_CONFIG` of sysexits.h: starting again does not help, the environment has to change. */
export const EXIT_CONFIG = 78;
export const EXIT_FAILED = 1;

/** The service's configuration. @throws RuntimeConfigError naming every wrong variable at once */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): RuntimeConfig {
  return decodeRuntimeConfig(environment);
}

/** Exit status for an error that kept a service from starting. */
export function exitCodeFor(error: unknown): number {
  return error instanceof RuntimeConfigError ? EXIT_CONFIG : EXIT_FAILED;
}
