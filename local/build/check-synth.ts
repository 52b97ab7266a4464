import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `cdktf synth`, into a folder of its own: the stacks that there must be are there. */
const repository = resolve(__dirname, '..', '..');
const expected = ['minikube', 'eks-prod'];

interface Manifest {
  readonly stacks: Readonly<Record<string, unknown>>;
}

function stacksIn(outDir: string): string[] {
  const cdktf = join(repository, 'node_modules', '.bin', 'cdktf');
  execFileSync(cdktf, ['synth', '--output', outDir], { cwd: repository, stdio: 'pipe' });
  return Object.keys((JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8')) as Manifest).stacks);
}

function main(): void {
  const outDir = mkdtempSync(join(tmpdir(), 'millrace-synth-'));
  try {
    const stacks = stacksIn(outDir);
    const missing = expected.filter((stack) => !stacks.includes(stack));
    if (missing.length > 0) throw new Error(`cdktf synth gives ${stacks.join(', ')}, not ${missing.join(', ')}`);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

main();
