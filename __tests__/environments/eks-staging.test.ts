import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const validator = join(root, '../shared/terraform/validate.mjs');

/** What the README says of a new environment, done by its words in a copy: one file, one line. */
describe('eks-staging, added as a new user would', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'millrace-staging-'));
    for (const ours of ['main.ts', 'environments', 'cdktf.json', 'package.json', 'tsconfig.json'])
      cpSync(join(root, ours), join(copy, ours), { recursive: true });
    // Read only.
    for (const rest of ['node_modules', 'contracts', 'model', 'modules', 'stacks', 'charts'])
      symlinkSync(join(root, rest), join(copy, rest));
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, file = ''] = /`environments\/eks-staging\.ts`[^\n]*\n\n((?: {4}[^\n]*\n|\n)+)/.exec(readme) ?? [];
    const [, line = ''] = /^ {4}('eks-staging': \w+,)$/m.exec(readme) ?? [];
    writeFileSync(join(copy, 'environments/eks-staging.ts'), file.replaceAll(/^ {4}/gm, ''));
    const index = join(copy, 'environments/index.ts');
    const registry = readFileSync(index, 'utf8');
    writeFileSync(
      index,
      `import { eksStaging } from './eks-staging';\n${registry.replace(/^} as const satisfies/m, `  ${line}\n$&`)}`,
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('type-checks and is a stack beside the others, complete and valid', () => {
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', '.'], { cwd: copy, stdio: 'pipe' });
    execFileSync(join(root, 'node_modules/.bin/tsx'), ['main.ts'], { cwd: copy, stdio: 'pipe' });
    const stack = (name: string): string => join(copy, 'cdktf.out/stacks', name, 'cdk.tf.json');
    const { terraform, resource } = JSON.parse(readFileSync(stack('eks-staging'), 'utf8')) as {
      readonly terraform: { readonly backend: { readonly s3: { readonly key: string } } };
      readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly name?: string }>>>>;
    };
    const production = JSON.parse(readFileSync(stack('eks-prod'), 'utf8')) as { readonly resource: typeof resource };
    expect(terraform.backend.s3.key).toBe('eks-staging/terraform.tfstate');
    expect(Object.keys(resource).sort()).toEqual(Object.keys(production.resource).sort());
    expect(Object.values(resource['aws_eks_cluster'] ?? {}).map(({ name }) => name)).toEqual(['eks-staging']);
    if (existsSync(validator)) execFileSync('node', [validator, stack('eks-staging')], { stdio: 'pipe' });
  }, 120_000);
});
