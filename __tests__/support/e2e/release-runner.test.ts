import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReleaseRunner, type StandIn } from './release-runner';

/** Helm here is a script that notes how it was called and what its values were. */
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'millrace-runner-'));
  const helm = `#!/bin/sh\necho "$@" | sed "s|${dir}||g; s|/tmp/millrace-values-[^ ]*/|VALUES/|g" >>"${dir}/calls"\n`;
  const values = `for file; do case $file in *.yaml) cat "$file" >>"${dir}/values" ;; esac; done\n`;
  writeFileSync(join(dir, 'helm'), helm + values);
  chmodSync(join(dir, 'helm'), 0o755);
  writeFileSync(join(dir, 'calls'), '');
  mkdirSync(join(dir, 'stack'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const calls = (): string[] => readFileSync(join(dir, 'calls'), 'utf8').split('\n').filter(Boolean);
const runner = (standIns: Readonly<Record<string, StandIn>> = {}): ReleaseRunner =>
  new ReleaseRunner({ helm: join(dir, 'helm'), env: process.env, context: 'here', standIns, say: () => undefined });

function stack(resource: object): string {
  writeFileSync(join(dir, 'stack', 'cdk.tf.json'), JSON.stringify({ resource }));
  return join(dir, 'stack');
}

const gate = (when: 'create' | 'destroy', more: object = {}): object => ({
  input: { is: 'asked' },
  provisioner: [
    {
      'local-exec': {
        when,
        command: `echo ${when} $GATE >>"${dir}/calls"`,
        environment: { GATE: '${jsonencode(self.input)}' },
        working_dir: '..',
      },
    },
  ],
  ...more,
});
const release = (more: object = {}): object => ({
  name: 'kafka',
  namespace: 'millrace',
  chart: './chart',
  version: '1.0.0',
  skip_crds: true,
  wait: false,
  timeout: 60,
  values: ['a: $${b}\n'],
  ...more,
});
const whole = (more: object = {}, gateMore: object = {}): object => ({
  terraform_data: {
    gone: gate('destroy'),
    ready: gate('create', { depends_on: ['helm_release.kafka'], ...gateMore }),
  },
  helm_release: { kafka: release({ depends_on: ['terraform_data.gone'], ...more }) },
});
const upgrade =
  'upgrade --install kafka /stack/chart --namespace millrace --kube-context here --timeout 60s --skip-crds --values VALUES/0.yaml';

describe('the release runner', () => {
  it('installs with the very values, then opens the gate with its own input; destroys the other way round', async () => {
    const runs = runner();
    await runs.deploy(stack(whole()));
    expect(calls()).toEqual([upgrade, 'create {"is":"asked"}']);
    expect(readFileSync(join(dir, 'values'), 'utf8')).toBe('a: ${b}\n');
    writeFileSync(join(dir, 'calls'), '');
    await runs.destroy(join(dir, 'stack'));
    expect(calls()).toEqual([
      'uninstall kafka --namespace millrace --kube-context here --ignore-not-found',
      'destroy {"is":"asked"}',
    ]);
  });

  it('touches nothing that is as it was, and asks a gate again only when its trigger is another', async () => {
    const runs = runner();
    await runs.deploy(stack(whole({}, { triggers_replace: 'one' })));
    writeFileSync(join(dir, 'calls'), '');
    const again = await runs.deploy(stack(whole({}, { triggers_replace: 'one' })));
    expect(again.map(({ action }) => action)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(calls()).toEqual([]);
    const changed = await runs.deploy(stack(whole({ values: ['a: 1\n'] }, { triggers_replace: 'two' })));
    expect(changed.map(({ action }) => action)).toEqual(['unchanged', 'changed', 'changed']);
    expect(calls()).toEqual([upgrade, 'create {"is":"asked"}']);
  });

  it('calls a stand-in for a published chart, and leaves one without a stand-in out, with its gate', async () => {
    const heard: string[] = [];
    const note = (what: string) => (): Promise<void> => Promise.resolve(void heard.push(what));
    const published = stack(
      whole({ repository: 'oci://registry/charts' }, { input: { release: 'kafka' }, triggers_replace: 'one' }),
    );
    const runs = runner({ kafka: { install: note('install'), uninstall: note('uninstall') } });
    expect((await runs.deploy(published)).map(({ action }) => action)).toEqual(['created', 'created', 'created']);
    await runs.destroy(published);
    expect({ heard, calls: calls() }).toEqual({
      heard: ['install', 'uninstall'],
      calls: ['create {"release":"kafka"}', 'destroy {"is":"asked"}'],
    });
    writeFileSync(join(dir, 'calls'), '');
    const alone = runner();
    expect((await alone.deploy(published)).map(({ action }) => action)).toEqual(['created', 'left out', 'left out']);
    expect((await alone.deploy(published)).map(({ action }) => action)).toEqual(Array(3).fill('unchanged'));
    expect(calls()).toEqual([]);
  });

  it.each([
    [
      'an attribute that it does not know',
      { helm_release: { kafka: release({ devel: true }) } },
      /does not know devel/,
    ],
    ['what it does not do', { helm_release: { kafka: release({ atomic: true }) } }, /does not do atomic/],
    ['another resource', { null_resource: { one: {} } }, /does not know null_resource\.one/],
    [
      'another expression',
      { terraform_data: { one: gate('create', { provisioner: [{ 'local-exec': { command: 'echo ${x.y}' } }] }) } },
      /cannot evaluate/,
    ],
    [
      'a gate that fails',
      { terraform_data: { one: gate('create', { provisioner: [{ 'local-exec': { command: 'echo why; exit 3' } }] }) } },
      /ended with 3:\nwhy/,
    ],
  ])('rejects %s', async (_name, resource, message) => {
    await expect(runner().deploy(stack(resource))).rejects.toThrow(message);
  });
});
