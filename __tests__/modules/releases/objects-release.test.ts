import type { TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import { Duration } from '../../../model/units';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease, type ObjectsReleaseProps } from '../../../modules/releases/objects-release';
import { valuesYaml } from '../../../modules/releases/values';
import { synthesized, type StackJson } from './synthesized';

const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'millrace' },
  ...more,
});
const map = (name: string, data: Record<string, string> = {}): KubernetesObject => object('ConfigMap', name, { data });
const kept = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kept', namespace: 'millrace', annotations: { 'helm.sh/resource-policy': 'keep' } },
} as KubernetesObject;
const deployment = object('Deployment', 'producer', { spec: { selector: { matchLabels: { b: '2', a: '1' } } } });

function withCluster(build: (stack: TerraformStack) => void): StackJson {
  return synthesized((stack) => {
    new Cluster(stack, { context: 'minikube' });
    build(stack);
  });
}

const release = (props: Partial<ObjectsReleaseProps>): StackJson =>
  withCluster((stack) => {
    new ObjectsRelease(stack, { name: 'things', namespace: 'default', objects: [map('a')], ...props });
  });

describe('ObjectsRelease', () => {
  it('puts its objects into the values of one chart, by namespace, kind and name', () => {
    const { helm_release: releases } = release({ objects: [map('b'), map('a', { on: 'yes' })] }).resource;
    const things = releases['things'];
    const { values, version, wait } = things ?? {};
    expect(parse(values?.[0] ?? '', { version: '1.1' })).toEqual({
      objects: { 'millrace/ConfigMap/a': map('a', { on: 'yes' }), 'millrace/ConfigMap/b': map('b') },
    });
    expect(things).toMatchObject({ name: 'things', namespace: 'default', upgrade_install: true, atomic: false });
    expect(things?.chart).toMatch(/^assets\/chart-objects\/[0-9A-F]{32}$/);
    expect({ version, wait }).toEqual({ version: '0.1.0', wait: false });
  });

  it('shows a changed field as one line, wherever the object stood in the list', () => {
    const lines = (text = ''): string[] => text.split('\n');
    const before = lines(
      release({ objects: [map('a', { size: '1' }), map('b')] }).resource.helm_release['things']?.values?.[0],
    );
    const after = lines(
      release({ objects: [map('b'), map('a', { size: '2' })] }).resource.helm_release['things']?.values?.[0],
    );
    expect(after.filter((line, index) => line !== before[index])).toEqual(['      size: "2"']);
    expect(after).toHaveLength(before.length);
  });

  it('hands on what Terraform would take for a template of its own', () => {
    const { values } =
      release({ objects: [map('a', { x: '${a} %{b} $ % {c} $${d}' })] }).resource.helm_release['things'] ?? {};
    expect(values?.[0]).toContain('$${a} %%{b} $ % {c} $$${d}');
  });

  it('waits behind the release until all its objects are ready, and again when their values change', () => {
    const gate = release({ objects: [map('a'), kept], timeout: Duration.minutes(2) }).resource.terraform_data[
      'things-ready'
    ];
    expect(gate?.depends_on).toEqual(['helm_release.things']);
    expect(gate?.input).toEqual({
      release: 'things',
      context: 'minikube',
      timeoutSeconds: 120,
      objects: ['a', 'kept'].map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'millrace', name })),
      pods: [],
    });
    expect(gate?.provisioner).toEqual([
      {
        'local-exec': {
          command: 'node --import tsx local/deploy/main.ts await-ready',
          environment: { MILLRACE_GATE: '${jsonencode(self.input)}' },
          when: 'create',
          working_dir: expect.stringMatching(/^\.\.\//) as string,
        },
      },
    ]);
    const digest = (data: Record<string, string>): string | undefined =>
      release({ objects: [map('a', data)] }).resource.terraform_data['things-ready']?.triggers_replace;
    expect(digest({ x: '1' })).toBe(digest({ x: '1' }));
    expect(digest({ x: '1' })).not.toBe(digest({ x: '2' }));
  });

  it('waits on destroy until what Helm deletes is gone, with its pods', () => {
    const { resource } = release({ objects: [deployment, kept] });
    const gate = resource.terraform_data['things-gone'];
    expect(resource.helm_release['things']?.depends_on).toEqual(['terraform_data.things-gone']);
    expect(gate?.triggers_replace).toBeUndefined();
    expect(gate?.input.objects.map(({ name }) => name)).toEqual(['producer']);
    expect(gate?.input.pods).toEqual([{ namespace: 'millrace', selector: 'a=1,b=2' }]);
    expect(gate?.provisioner[0]?.['local-exec']).toMatchObject({
      command: 'node --import tsx local/deploy/main.ts await-gone',
      when: 'destroy',
    });
  });

  it("waits on destroy for the Kafka operator's Services too, which no release lists", () => {
    const kafka = object('Kafka', 'millrace');
    const { resource } = release({ objects: [deployment, kafka] });
    expect(resource.terraform_data['things-gone']?.input.leftovers).toEqual([
      { apiVersion: 'v1', kind: 'Service', namespace: 'millrace', selector: 'strimzi.io/cluster=millrace' },
    ]);
    expect(resource.terraform_data['things-ready']?.input.leftovers).toBeUndefined();
    const without = release({ objects: [deployment] }).resource.terraform_data['things-gone'];
    expect(without?.input.leftovers).toBeUndefined();
  });

  it('waits on destroy for what else is told, beside what its objects leave', () => {
    const volumes = { apiVersion: 'v1', kind: 'PersistentVolume', storageClass: 'millrace-general' } as const;
    const { resource } = release({ objects: [object('Kafka', 'millrace')], leftovers: [volumes] });
    expect(resource.terraform_data['things-gone']?.input.leftovers).toEqual([
      { apiVersion: 'v1', kind: 'Service', namespace: 'millrace', selector: 'strimzi.io/cluster=millrace' },
      volumes,
    ]);
    expect(resource.terraform_data['things-ready']?.input.leftovers).toBeUndefined();
  });

  it('comes after the last gate of what it depends on, and goes before it', () => {
    const { resource } = withCluster((stack) => {
      const first = new ObjectsRelease(stack, {
        name: 'first',
        namespace: 'default',
        objects: [map('a')],
        beforeDestroy: 'release-topics',
      });
      new ObjectsRelease(stack, { name: 'second', namespace: 'default', objects: [map('b')], after: [first] });
    });
    expect(resource.terraform_data['second-gone']?.depends_on).toEqual([
      'terraform_data.first-ready',
      'terraform_data.first-farewell',
    ]);
    expect(resource.terraform_data['first-farewell']).toMatchObject({
      depends_on: ['helm_release.first'],
      provisioner: [
        { 'local-exec': { when: 'destroy', command: expect.stringMatching(/ release-topics$/) as string } },
      ],
    });
    expect(resource.terraform_data['first-farewell']?.triggers_replace).toBeUndefined();
  });

  it('rejects two objects of one name', () => {
    expect(() => release({ objects: [map('a'), map('a')] })).toThrow(
      expect.objectContaining({ code: 'RELEASES_OBJECT_TWICE' }) as Error,
    );
  });

  it('rejects a stack without a cluster', () => {
    expect(() =>
      synthesized((stack) => {
        new ObjectsRelease(stack, { name: 'things', namespace: 'default', objects: [] });
      }),
    ).toThrow(expect.objectContaining({ code: 'RELEASES_NO_CLUSTER' }) as Error);
  });
});

describe('valuesYaml', () => {
  it.each([
    'on',
    'yes',
    'n',
    'null',
    '~',
    '0644',
    '1_000',
    '1e3',
    '0x1f',
    '12:30',
    '2026-11-21',
    '.5',
    ' a',
    'a: b',
    '#',
    '',
  ])('keeps %j a string, for a reader of YAML 1.1 too', (text) => {
    const yaml = valuesYaml({ text });
    for (const version of ['1.1', '1.2'] as const) expect(parse(yaml, { version })).toEqual({ text });
  });

  it('writes long and shared values out', () => {
    const shared = { long: 'word '.repeat(60) };
    expect(valuesYaml({ a: shared, b: shared }).split('\n')).toHaveLength(5);
  });

  it('leaves out what is not set', () => {
    expect(valuesYaml({ a: undefined, b: 1 })).toBe('b: 1\n');
  });
});
