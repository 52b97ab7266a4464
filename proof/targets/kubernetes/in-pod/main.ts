import { fetchFile } from './fetch-file';
import { runProbe } from './probe';
import type { ToolOptions } from './protocol';
import { scanTopic } from './scan-topic';

/** What runs in the agents' pod besides agents: `probe OPTIONS`, `scan OPTIONS TOPIC`, `fetch FILE`. */

const optionsOf = (text: string | undefined): ToolOptions => JSON.parse(text ?? '{}') as ToolOptions;

async function main([command, first, second]: readonly string[]): Promise<void> {
  if (command === 'probe') return runProbe(optionsOf(first));
  if (command === 'scan' && second !== undefined) return scanTopic(optionsOf(first), second);
  if (command === 'fetch' && first !== undefined) return fetchFile(first);
  throw new Error(`'${command}' is none of probe, scan, fetch`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
