import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../environments';
import { clustersOf, synthesize, SynthRefusedError } from '../../main';
import { resolve } from '../../model/resolve';
import type { EnvironmentSpec } from '../../model/spec';
import { withChanges } from '../model/with-changes';

const root = join(__dirname, '../..');
const tsx = join(root, 'node_modules/.bin/tsx');
const all: readonly EnvironmentSpec[] = Object.values(environments);

interface StackFile {
  readonly output: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
}

function stackOf(outdir: string, name: string): StackFile {
  return JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8')) as StackFile;
}

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'millrace-synth-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

describe('synth', () => {
  it('chooses the environments that are clusters', () => {
    expect(clustersOf(all).map(({ name }) => name)).toEqual(['minikube', 'eks-prod']);
  });

  it('writes a stack for each, whose outputs say what it will run', () => {
    synthesize(clustersOf(all), outdir);
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(['eks-prod', 'minikube']);
    for (const name of ['minikube', 'eks-prod'] as const) {
      const { output } = stackOf(outdir, name);
      const { topics, versions, kafka } = resolve(environments[name]);
      expect(output['versions']?.value).toEqual(versions);
      expect(Object.keys(output['topics']?.value ?? {}).sort()).toEqual(topics.map((topic) => topic.name).sort());
      expect(output['brokers']?.value).toEqual(Object.fromEntries(kafka.brokers.map(({ id, rack }) => [id, rack])));
    }
    expect(stackOf(outdir, 'eks-prod').output['topics']?.value['posts']).toEqual({
      partitions: 12,
      replicationFactor: 3,
      durability: 'no-loss',
    });
  });

  it('rejects bad environments, all of them, before anything is written', () => {
    const bad = clustersOf(all).map((spec) => withChanges(spec, { 'kafka/brokers': 4 }));
    expect(() => synthesize(bad, join(outdir, 'out'))).toThrow(SynthRefusedError);
    expect(() => synthesize(bad, join(outdir, 'out'))).toThrow(/"minikube"[\s\S]*"eks-prod"/);
    expect(existsSync(join(outdir, 'out'))).toBe(false);
  });

  it('ends with status 1 and the message alone when an environment is bad', () => {
    const program = join(outdir, 'bad.ts');
    writeFileSync(
      program,
      `import { main } from ${JSON.stringify(join(root, 'main'))};
       import { environments } from ${JSON.stringify(join(root, 'environments'))};
       main([{ ...environments.minikube, name: 'Mini' }]);`,
    );
    const out = join(outdir, 'out');
    const { status, stderr } = spawnSync(tsx, [program], {
      encoding: 'utf8',
      env: { ...process.env, CDKTF_OUTDIR: out },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('The environment "Mini" cannot be used: one rule is broken.');
    expect(stderr).toContain('ENVIRONMENT_NAME_INVALID');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });

  it('runs as a program, as cdktf starts it', () => {
    execFileSync(tsx, [join(root, 'main.ts')], { env: { ...process.env, CDKTF_OUTDIR: outdir } });
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(['eks-prod', 'minikube']);
  });
});
