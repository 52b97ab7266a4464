import { runCommandLine } from './command-line';
import { proofProgram } from './program';

const end = (status: number): void => {
  process.exitCode = status;
  // After Ctrl-C something may still wait for brokers that are gone.
  setTimeout(() => process.exit(), 1_000).unref();
};

void runCommandLine(proofProgram(process.env, end), process.argv.slice(2), { unnamed: 'run' }).then((status) => {
  if (status !== undefined) end(status);
});
