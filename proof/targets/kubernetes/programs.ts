import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleProgram } from '../../../local/build/bundle';
import type { Kubectl } from './kubectl';
import { inPod, ledgerName } from './names';
import { KubernetesTargetError } from './target-error';

/** What the agents' pod runs, each one file that needs Node and nothing else. */
const programs = {
  agent: 'proof/agents/main.ts',
  tools: 'proof/targets/kubernetes/in-pod/main.ts',
} as const;

export type ProgramName = keyof typeof programs;

export const pathOf = (name: ProgramName): string => `${inPod.folder}/${name}.js`;

/** Compressed on stdin; a sum of what is written then, so that half of a program is not run. */
const unpacker = `
const { createHash } = require('node:crypto');
const { writeFileSync } = require('node:fs');
const { gunzipSync } = require('node:zlib');
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  const program = gunzipSync(Buffer.concat(chunks));
  writeFileSync(process.argv[1], program);
  console.log(createHash('sha256').update(program).digest('hex'));
});`;

const TRIES = 3;

async function deliver(kubectl: Kubectl, name: ProgramName, program: Buffer): Promise<void> {
  const sum = createHash('sha256').update(program).digest('hex');
  const args = ['exec', '--stdin', ledgerName, '--', 'node', '-e', unpacker, pathOf(name)];
  let said = '';
  for (let left = TRIES; left > 0; left -= 1) {
    const { stdout, stderr } = await kubectl.run(args, { input: gzipSync(program) });
    if (stdout.trim() === sum) return;
    said = stderr.trim();
  }
  throw new KubernetesTargetError(
    'PROOF_COMMAND_FAILED',
    `the program ${name} did not arrive in the pod whole: ${said}`,
  );
}

/** Makes the programs and brings them into the pod, which must run. @param dir of this machine, for what is made */
export async function deliverPrograms(kubectl: Kubectl, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of Object.keys(programs) as ProgramName[]) {
    const file = join(dir, `${name}.js`);
    await bundleProgram(programs[name], file);
    await deliver(kubectl, name, await readFile(file));
  }
}
