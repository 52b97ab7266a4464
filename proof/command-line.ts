import { CommanderError, type Command } from 'commander';

/** Commander would end with 1 for wrong usage, which means `broken`. */
const WRONG_USAGE = 2;

export interface CommandLineOptions {
  /** The command that is meant when none is named. @default - one must be named */
  readonly unnamed?: string;
  /** The exit status of a command that could not be done. @default 2 */
  readonly failed?: number;
}

const asksForHelp = (word: string): boolean => ['-h', '--help'].includes(word);

/** With a default command Commander takes a mistyped one for its argument, and does not say that it is mistyped. */
function named(args: readonly string[], unnamed: string | undefined): string[] {
  const [first] = args;
  const isNamed = first !== undefined && (!first.startsWith('-') || asksForHelp(first));
  return isNamed || unnamed === undefined ? [...args] : [unnamed, ...args];
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string'
    ? `${error.code}: ${error.message}`
    : (error.stack ?? error.message);
}

/**
 * Does what the command line asks for, and says what is wrong with it.
 * @returns the exit status of what could not be done; nothing when the command was done, which sets its own
 */
export async function runCommandLine(
  program: Command,
  args: readonly string[],
  { unnamed, failed = 2 }: CommandLineOptions = {},
): Promise<number | undefined> {
  for (const each of [program, ...program.commands]) each.exitOverride();
  try {
    await program.parseAsync(named(args, unnamed), { from: 'user' });
    return undefined;
  } catch (error) {
    // What is wrong was said; help was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    process.stderr.write(`${wordsOf(error)}\n`);
    return failed;
  }
}
