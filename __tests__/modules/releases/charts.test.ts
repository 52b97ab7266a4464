import { TerraformVariable, Token } from 'cdktf';
import { parse } from 'yaml';
import { ChartRelease, type ChartReleaseProps } from '../../../modules/releases/chart-release';
import { Cluster } from '../../../modules/releases/cluster';
import { CrdsRelease } from '../../../modules/releases/crds-release';
import { digestOf } from '../../../modules/releases/values';
import { platformCrds } from '../../../modules/releases/platform-crds';
import { synthesized, type StackJson } from './synthesized';

const props: ChartReleaseProps = {
  name: 'operator',
  namespace: 'strimzi',
  chart: { repository: 'oci://quay.io/strimzi-helm', chart: 'strimzi-kafka-operator', version: '1.2.0' },
  values: { b: 1, a: '${x}' },
};

const chart = (more: Partial<ChartReleaseProps> = {}): StackJson =>
  synthesized((stack) => {
    new Cluster(stack, { context: 'minikube' });
    new ChartRelease(stack, { ...props, ...more });
  });

describe('ChartRelease', () => {
  it('pins a published chart, leaves its CRDs out and leaves the waiting to the gates', () => {
    const release = chart().resource.helm_release['operator'];
    expect(release).toMatchObject({
      chart: 'strimzi-kafka-operator',
      repository: 'oci://quay.io/strimzi-helm',
      version: '1.2.0',
      skip_crds: true,
      wait: false,
      timeout: 600,
    });
    expect(release?.values?.[0]).toBe('a: $${x}\nb: 1\n');
  });

  it('takes a chart of an https repository from there, or as OCI from below the mirror', () => {
    const published = { repository: 'https://aws.github.io/eks-charts', chart: 'one', version: '3.5.0' } as const;
    const repository = (more: Partial<ChartReleaseProps>): string | undefined =>
      chart({ chart: published, ...more }).resource.helm_release['operator']?.repository;
    expect(repository({})).toBe('https://aws.github.io/eks-charts');
    expect(repository({ mirror: 'mirror.example.com/all' })).toBe(
      'oci://mirror.example.com/all/aws.github.io/eks-charts',
    );
  });

  it('leaves what Terraform knows only later a reference, whatever its number, and escapes the rest', () => {
    const release = (unused: number): StackJson['resource'] =>
      synthesized((stack) => {
        new Cluster(stack, { context: 'minikube' });
        for (let number = 0; number < unused; number += 1) Token.asString({ number });
        const { stringValue } = new TerraformVariable(stack, 'known', { type: 'string' });
        new ChartRelease(stack, { ...props, values: { ...props.values, c: `id ${stringValue}` } });
      }).resource;
    const { helm_release: releases, terraform_data: gates } = release(0);
    expect(releases['operator']?.values?.[0]).toMatch(/^a: \$\$\{x\}\nb: 1\nc: id \$\{var\.known\}\n$/);
    expect(release(7).terraform_data['operator-ready']?.triggers_replace).toBe(
      gates['operator-ready']?.triggers_replace,
    );
  });

  it('waits behind the release for its Deployments, and again for another version or other values', () => {
    const ready = (more: Partial<ChartReleaseProps> = {}) => chart(more).resource.terraform_data['operator-ready'];
    expect(ready()).toMatchObject({
      depends_on: ['helm_release.operator'],
      input: {
        release: 'operator',
        context: 'minikube',
        timeoutSeconds: 600,
        objects: [],
        groups: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'strimzi' }],
        pods: [],
      },
      provisioner: [{ 'local-exec': { when: 'create', command: expect.stringMatching(/ await-ready$/) as string } }],
    });
    const digest = ready()?.triggers_replace;
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(ready()?.triggers_replace).toBe(digest);
    expect(ready({ values: {} })?.triggers_replace).not.toBe(digest);
    expect(ready({ chart: { ...props.chart, version: '1.2.1' } })?.triggers_replace).not.toBe(digest);
  });

  it('takes a chart of ours from the stack, and waits again for other files of it', () => {
    const { helm_release: releases, terraform_data: gates } = synthesized((stack) => {
      new Cluster(stack, { context: 'minikube' });
      new ChartRelease(stack, { ...props, chart: { ours: 'drain-cleaner' } });
    }).resource;
    const { chart = '', repository, version, values: [values = ''] = [] } = releases['operator'] ?? {};
    expect(chart).toMatch(/^assets\/chart-drain-cleaner\/[0-9A-F]{32}$/);
    expect(repository).toBeUndefined();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    // As they are before Terraform's templates are written out of them.
    const hash = chart.split('/').at(-1) ?? '';
    expect(gates['operator-ready']?.triggers_replace).toBe(digestOf(hash, values.replaceAll('$$', '$')));
  });

  it('waits on destroy until that and its pods are gone, before what it stands on goes', () => {
    const { terraform_data: gates, helm_release: releases } = synthesized((stack) => {
      new Cluster(stack, { context: 'minikube' });
      const first = new ChartRelease(stack, props);
      const kind = { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system' };
      const pods = [{ namespace: 'kube-system', selector: 'a=b' }];
      new ChartRelease(stack, { ...props, name: 'second', makes: [kind], pods, after: [first] });
    }).resource;
    expect(gates['operator-gone']).toMatchObject({
      input: { pods: [{ namespace: 'strimzi', selector: 'app.kubernetes.io/instance=operator' }] },
      provisioner: [{ 'local-exec': { when: 'destroy', command: expect.stringMatching(/ await-gone$/) as string } }],
    });
    expect(gates['operator-gone']?.triggers_replace).toBeUndefined();
    expect(gates['operator-gone']?.depends_on).toBeUndefined();
    expect(releases['operator']?.depends_on).toEqual(['terraform_data.operator-gone']);
    expect(gates['second-gone']).toMatchObject({
      depends_on: ['terraform_data.operator-ready'],
      input: {
        groups: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system' }],
        pods: [{ namespace: 'kube-system', selector: 'a=b' }],
      },
    });
    expect(releases['second']?.depends_on).toEqual(['terraform_data.second-gone']);
  });

  it('pulls it from the mirror, where it keeps its own path', () => {
    const { repository } = chart({ mirror: 'registry.example.com/mirror' }).resource.helm_release['operator'] ?? {};
    expect(repository).toBe('oci://registry.example.com/mirror/quay.io/strimzi-helm');
  });
});

describe('CrdsRelease', () => {
  it.each(Object.values(platformCrds))('waits until each CRD of $name is established', (crds) => {
    const { resource } = synthesized((stack) => {
      new Cluster(stack, { context: 'minikube' });
      new CrdsRelease(stack, crds);
    });
    const gate = resource.terraform_data[`${crds.name}-ready`];
    expect(gate?.input.objects).toHaveLength(10);
    expect(new Set(gate?.input.objects.map(({ kind }) => kind))).toEqual(new Set(['CustomResourceDefinition']));
    for (const { name } of gate?.input.objects ?? []) expect(name).toMatch(/^[a-z0-9]+\.([a-z]+\.)+(io|com)$/);
    expect(resource.helm_release[crds.name]?.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(gate?.triggers_replace).toBe(resource.helm_release[crds.name]?.chart.split('/').at(-1));
  });
});

describe('Cluster', () => {
  const provider = (kubeconfig?: readonly string[]): unknown =>
    synthesized((stack) => {
      new Cluster(stack, { context: 'minikube', ...(kubeconfig === undefined ? {} : { kubeconfig }) });
      new ChartRelease(stack, props);
    }).provider['helm']?.[0];

  it('is reached by the kubeconfig of the home folder, or those that are named', () => {
    expect(provider()).toEqual({ kubernetes: { config_path: '~/.kube/config', config_context: 'minikube' } });
    expect(provider(['/a'])).toEqual({ kubernetes: { config_path: '/a', config_context: 'minikube' } });
    expect(provider(['/a', '/b'])).toEqual({ kubernetes: { config_paths: ['/a', '/b'], config_context: 'minikube' } });
  });
});

it('escapes no more than Terraform needs', () => {
  expect(
    parse(chart({ values: { a: '{{ $labels.pod }} 5%' } }).resource.helm_release['operator']?.values?.[0] ?? ''),
  ).toEqual({
    a: '{{ $labels.pod }} 5%',
  });
});
