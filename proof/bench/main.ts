import { runCommandLine } from '../command-line';
import { benchProgram } from './program';

void runCommandLine(benchProgram(process.env), process.argv.slice(2), { failed: 1 }).then((status) => {
  if (status !== undefined) process.exitCode = status;
});
