import { colors } from './colors';
import { PlatformError } from './platform-error';

/** A class of errors that a user can mend, each with a stable code. */
type Mendable = abstract new (...args: never[]) => Error & { readonly code: string };

const FAILED = 1;
/** What shells give a command that was interrupted. */
const INTERRUPTED = 130;

/** What a user can mend is said in full and without a stack; anything else is a defect, with its stack. */
export function reportFailure(error: unknown, mendable: readonly Mendable[]): void {
  const known = [PlatformError, ...mendable].some((kind) => error instanceof kind);
  const { code, message, stack } = error as Error & { readonly code: string };
  process.stderr.write(known ? `\n${colors.red(code)}: ${message}\n` : `\n${stack ?? String(error)}\n`);
  process.exitCode = known && code === 'PLATFORM_INTERRUPTED' ? INTERRUPTED : FAILED;
}
