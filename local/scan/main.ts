import { resolve } from 'node:path';
import { scanRepository, type StackScan } from './scan';

/**
 * `make policy-scan`: checkov's checks of all stacks' Terraform JSON and of the objects they would create; `--accepted` lists what
 * need not pass, with the reasons. Ends with 1 when something fails that nobody has accepted.
 */

const repository = resolve(__dirname, '..', '..');

const counts = ({ stack, subjects, passed, accepted, findings }: StackScan): string =>
  `${stack}: ${subjects} resources and objects, ${passed} checks passed, ${accepted.length} failures accepted, ${findings.length} findings\n`;

async function main(options: readonly string[]): Promise<void> {
  const scans = await scanRepository(repository, process.env);
  for (const { findings, accepted } of scans) {
    if (options.includes('--accepted'))
      for (const { check, address, message } of accepted)
        process.stdout.write(`${address} need not pass ${check}: ${message}\n`);
    for (const { check, address, message } of findings) process.stderr.write(`${address} ${check}: ${message}\n`);
  }
  for (const one of scans) process.stdout.write(counts(one));
  if (scans.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
