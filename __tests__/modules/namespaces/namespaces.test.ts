import { TerraformStack, Testing } from 'cdktf';
import { namespaces } from '../../../model/cluster-names';
import { Size } from '../../../model/units';
import { namespaceObjects } from '../../../modules/namespaces/objects';
import { Namespaces, type NamespacesProps } from '../../../modules/namespaces/namespaces';
import { platformQuota } from '../../../modules/namespaces/quota';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { synthesized } from '../releases/synthesized';
import { clusterNames, clusterOf } from '../workloads/rendered';

describe('the namespaces', () => {
  it('are those that everything else is put into', () => {
    expect(namespaceObjects('1.35').map(({ metadata }) => metadata?.name)).toEqual(Object.values(namespaces));
  });

  it.each([
    ['strimzi', 'restricted'],
    ['millrace', 'restricted'],
    ['monitoring', 'baseline'],
  ])('refuse pods of %s that are more than %s, and tell of those that are more than restricted', (name, enforce) => {
    for (const version of ['1.34', '1.35']) {
      const found = namespaceObjects(version).find(({ metadata }) => metadata?.name === name);
      for (const [mode, level] of Object.entries({ enforce, audit: 'restricted', warn: 'restricted' })) {
        expect(found?.metadata?.labels).toHaveProperty([`pod-security.kubernetes.io/${mode}`], level);
        expect(found?.metadata?.labels).toHaveProperty([`pod-security.kubernetes.io/${mode}-version`], `v${version}`);
      }
    }
  });

  it('have the standard labels', () => {
    for (const { metadata } of namespaceObjects('1.35')) {
      expect(metadata?.labels).toMatchObject({
        'app.kubernetes.io/name': metadata?.name,
        'app.kubernetes.io/part-of': 'millrace',
        'app.kubernetes.io/managed-by': 'Helm',
      });
    }
  });
});

describe('the quota', () => {
  const hard = (...settings: Parameters<typeof platformQuota>) => platformQuota(...settings).spec?.hard ?? {};

  it.each(clusterNames)('of %s has room for the cluster twice over, and for all services while they roll', (name) => {
    const environment = clusterOf(name);
    const { kafka, services } = environment;
    const limits = hard({ environment });
    const nodes = kafka.brokers.length + (kafka.controllers === 'combined' ? 0 : kafka.controllers);
    const instances = services.reduce((sum, { replicas }) => sum + replicas + 1, 0);
    expect(Number(limits['persistentvolumeclaims'])).toBe(2 * nodes);
    expect(Number(limits['pods'])).toBeGreaterThanOrEqual(2 * (nodes + instances));
    expect(limits).not.toHaveProperty(['requests.cpu']);
    expect(limits).not.toHaveProperty(['limits.memory']);
  });

  it('counts the volumes of brokers and of controllers of their own', () => {
    expect(hard({ environment: clusterOf('minikube') })['requests.storage']).toBe(
      Size.gibibytes(2 * (3 * 20 + 3 * 5)).toQuantity(),
    );
    const combined = clusterOf('minikube', { 'kafka/controllers': 'combined' });
    expect(hard({ environment: combined })).toMatchObject({ 'requests.storage': '120Gi', persistentvolumeclaims: '6' });
  });

  it('has room for all that a scaling may start', () => {
    const pods = (changes: Record<string, unknown>) =>
      Number(hard({ environment: clusterOf('eks-prod', changes) })['pods']);
    expect(pods({ 'services/producer/scaling': { maxReplicas: 13 } }) - pods({})).toBe(2 * 10);
  });

  it('refuses Services that are reached from outside, unless it is told otherwise', () => {
    const environment = clusterOf('minikube');
    expect(hard({ environment })).toMatchObject({ 'services.nodeports': '0', 'services.loadbalancers': '0' });
    const open = hard({ environment, loadBalancers: 4 });
    expect(open).toMatchObject({ 'services.nodeports': '0', 'services.loadbalancers': '8' });
  });
});

describe('Namespaces', () => {
  it('is one release, whose record stands where every cluster has a place for it', () => {
    const environment = clusterOf('minikube');
    const stack = new TerraformStack(Testing.app(), 'test');
    new Cluster(stack, { context: 'test' });
    const releases = new Namespaces(stack, 'namespaces', { environment }).node
      .findAll()
      .filter((node) => node instanceof ObjectsRelease);
    expect(releases.map(({ node }) => node.id)).toEqual(['namespaces']);
    expect(releases[0]?.objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'Namespace',
      'Namespace',
      'ResourceQuota',
    ]);
    const { resource } = JSON.parse(Testing.synth(stack)) as {
      readonly resource: { readonly helm_release: Readonly<Record<string, { readonly namespace: string }>> };
    };
    expect(Object.values(resource.helm_release).map(({ namespace }) => namespace)).toEqual(['default']);
  });

  const goneOf = (props: Partial<NamespacesProps>) => {
    const { resource } = synthesized((stack) => {
      new Cluster(stack, { context: 'test' });
      new Namespaces(stack, 'namespaces', { environment: clusterOf('minikube'), ...props });
    });
    return resource.terraform_data['namespaces-gone']?.input;
  };

  it('is gone only when the volumes are that are deleted with their claims, which takes a while', () => {
    const gone = goneOf({ deletedVolumes: ['one', 'another'] });
    expect(gone?.leftovers).toEqual([
      { apiVersion: 'v1', kind: 'PersistentVolume', storageClass: 'one' },
      { apiVersion: 'v1', kind: 'PersistentVolume', storageClass: 'another' },
    ]);
    expect(gone?.timeoutSeconds).toBe(600);
  });

  it('waits for no volume where it is told of no class', () => {
    expect(goneOf({})).not.toHaveProperty('leftovers');
    expect(goneOf({})?.timeoutSeconds).toBe(300);
  });
});
