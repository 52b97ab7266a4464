import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { renderTable } from '../platform/table';
import { median } from './statistics';

/** `make bench-synth`: what a synth of all stacks costs, beside a CDKTF app with one resource, in turns in the same run. */

/** What issue 4 allows on two cores. */
const limits = { seconds: 8, mebibytes: 700 } as const;

const repository = join(__dirname, '../..');
const programs = join(repository, 'node_modules/.bin');
const sampleMs = 25;

/** A stack with one resource, and the same provider loaded. */
const oneResource = `
  const { App, TerraformStack } = require(${JSON.stringify(join(repository, 'node_modules/cdktf'))});
  const { Release } = require(${JSON.stringify(join(repository, 'node_modules/@cdktf/provider-helm/lib/release'))});
  const { HelmProvider } = require(${JSON.stringify(join(repository, 'node_modules/@cdktf/provider-helm/lib/provider'))});
  const app = new App();
  const stack = new TerraformStack(app, 'one');
  new HelmProvider(stack, 'helm');
  new Release(stack, 'release', { name: 'one', chart: 'one' });
  app.synth();
`;

interface Cost {
  readonly seconds: number;
  /** Of all its processes together, at the worst moment. */
  readonly mebibytes: number;
}

interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
}

/** Resident memory of a process group, in kibibytes. Linux only: read from /proc. */
function residentOf(group: number): number {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // Behind the command's closing bracket: state, parent, process group.
      const [, , ofGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(ofGroup) !== group) continue;
      sum += Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended while it was looked at.
    }
  }
  return sum;
}

async function run({ name, command: [program, ...args], cwd }: Contender, outdir: string): Promise<Cost> {
  mkdirSync(outdir, { recursive: true });
  const env = { ...process.env, CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1' };
  const started = process.hrtime.bigint();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  let status: number | null | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      status = code;
      resolve();
    });
  });
  let peak = 0;
  while (status === undefined && child.pid !== undefined) {
    peak = Math.max(peak, residentOf(child.pid));
    await Promise.race([ended, pause(sampleMs)]);
  }
  await ended;
  if (status !== 0) throw new Error(`${name} ended with status ${status}\n${said}`);
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, mebibytes: peak / 1024 };
}

function contenders(scratch: string): Contender[] {
  const program = join(scratch, 'one.js');
  writeFileSync(program, oneResource);
  const config = { language: 'typescript', app: `node ${program}`, sendCrashReports: 'false', projectId: 'bench' };
  writeFileSync(join(scratch, 'cdktf.json'), JSON.stringify(config));
  const [tsx, cdktf] = [join(programs, 'tsx'), join(programs, 'cdktf')];
  return [
    { name: 'tsx main.ts', command: [tsx, 'main.ts'], cwd: repository },
    { name: 'tsx, one resource', command: [tsx, program], cwd: scratch },
    { name: 'cdktf synth', command: [cdktf, 'synth', '--output', join(scratch, 'ours')], cwd: repository },
    { name: 'cdktf synth, one resource', command: [cdktf, 'synth', '--output', join(scratch, 'theirs')], cwd: scratch },
  ];
}

function report(costs: ReadonlyMap<string, readonly Cost[]>): boolean {
  const of = (name: string, figure: keyof Cost): number => median((costs.get(name) ?? []).map((cost) => cost[figure]));
  const rows = [...costs.keys()].map((name) => {
    const other = `${name.replace(' main.ts', '')}, one resource`;
    const ratio = costs.has(other) ? (of(name, 'seconds') / of(other, 'seconds')).toFixed(2) : '';
    return [name, of(name, 'seconds').toFixed(2), of(name, 'mebibytes').toFixed(0), ratio];
  });
  const header = ['median of each', 'seconds', 'MiB at most', 'times one resource'];
  process.stdout.write(`${renderTable(header, rows)}\n`);
  const ours = ['tsx main.ts', 'cdktf synth'];
  const kept = ours.every((name) => of(name, 'seconds') <= limits.seconds && of(name, 'mebibytes') <= limits.mebibytes);
  process.stdout.write(`\n  limits: ${limits.seconds} s, ${limits.mebibytes} MiB: ${kept ? 'kept' : 'PASSED OVER'}\n`);
  return kept;
}

async function bench(rounds: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-bench-synth-'));
  try {
    const all = contenders(scratch);
    const costs = new Map<string, Cost[]>(all.map(({ name }) => [name, []]));
    for (let round = 1; round <= rounds; round += 1)
      for (const contender of all) costs.get(contender.name)?.push(await run(contender, join(scratch, `out-${round}`)));
    process.exitCode = report(costs) ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function positive(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number from 1 to 99.');
}

const command = new Command('bench-synth')
  .option('--rounds <n>', 'times each is run', positive, 3)
  .action(({ rounds }: { rounds: number }) => bench(rounds));

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
