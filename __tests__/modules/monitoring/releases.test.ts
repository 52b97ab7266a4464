import { App, TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import { environments } from '../../../environments';
import type { GateRequest } from '../../../model/gate';
import { resolve } from '../../../model/resolve';
import { Size } from '../../../model/units';
import { Monitoring } from '../../../modules/monitoring/monitoring';
import { Monitors } from '../../../modules/monitoring/monitors';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { temporaryFolder } from '../../support/temporary-folder';

interface ReleaseBlock {
  readonly name: string;
  readonly version: string;
  readonly repository?: string;
  readonly namespace: string;
  readonly values?: readonly string[];
}

const { services } = resolve(environments.minikube);
const lagging = services.map((service) =>
  service.name === 'consumer'
    ? { ...service, scaling: { metric: 'consumer-lag' as const, target: 1000, maxReplicas: 3 } }
    : service,
);

interface GateBlock {
  readonly input: GateRequest;
  readonly depends_on?: readonly string[];
}

/** What a stack with monitoring only has, by name. */
function resources(props: { services: typeof services; mirror?: string }): {
  readonly helm_release: Readonly<Record<string, ReleaseBlock>>;
  readonly terraform_data: Readonly<Record<string, GateBlock>>;
} {
  const app = new App({ outdir: temporaryFolder('monitoring') });
  const stack = new TerraformStack(app, 'stack');
  new Cluster(stack, { context: 'none' });
  const before = new ObjectsRelease(stack, { name: 'before', namespace: 'default', objects: [] });
  const { services: scaled, ...mirror } = props;
  const monitoring = new Monitoring(stack, 'monitoring', {
    environment: { name: 'minikube', services: scaled },
    storage: { kind: 'ephemeral', size: Size.gibibytes(1) },
    ...mirror,
    after: [before],
  });
  new Monitors(stack, 'monitors', { services: scaled, after: [monitoring] });
  return (stack.toTerraform() as { resource: ReturnType<typeof resources> }).resource;
}

const releases = (props: Parameters<typeof resources>[0]): Readonly<Record<string, ReleaseBlock>> =>
  resources(props).helm_release;

describe('the releases of monitoring', () => {
  it('are the pinned chart after what it needs, and the monitors', () => {
    const ours = releases({ services });
    expect(Object.keys(ours).sort()).toEqual(['before', 'monitoring', 'monitors']);
    expect(ours['monitoring']).toMatchObject({
      repository: 'oci://ghcr.io/prometheus-community/charts',
      version: '88.5.3',
      namespace: 'monitoring',
    });
  });

  it('are done when all is ready that the chart makes, those by the operator too, wherever it puts them', () => {
    const { helm_release: ours, terraform_data: gates } = resources({ services });
    const values = parse(ours['monitoring']?.values?.[0] ?? '') as Record<string, { namespaceOverride?: string }>;
    const agents = values['prometheus-node-exporter']?.namespaceOverride;
    const { groups } = gates['monitoring-ready']?.input ?? {};
    expect(groups?.map(({ kind, namespace }) => [kind, namespace])).toEqual([
      ['Deployment', 'monitoring'],
      ['DaemonSet', agents],
      ['Prometheus', 'monitoring'],
      ['Alertmanager', 'monitoring'],
    ]);
    expect(gates['monitoring-gone']?.depends_on).toEqual(['terraform_data.before-ready']);
    expect(gates['monitoring-gone']?.input.pods.map(({ namespace, selector }) => [namespace, selector])).toEqual([
      ['monitoring', 'app.kubernetes.io/instance=monitoring'],
      [agents, 'app.kubernetes.io/instance=monitoring'],
      ['monitoring', 'app.kubernetes.io/managed-by=prometheus-operator'],
    ]);
  });

  it('have the adapter when a service scales on its lag, after Prometheus', () => {
    const { helm_release: ours, terraform_data: gates } = resources({ services: lagging });
    expect(ours['prometheus-adapter']).toMatchObject({ version: '5.3.0', namespace: 'monitoring' });
    expect(gates['prometheus-adapter-gone']?.depends_on).toEqual(['terraform_data.monitoring-ready']);
    // Its end does not wait for pods of Prometheus, which outlives it.
    expect(gates['prometheus-adapter-gone']?.input.pods).toEqual([
      { namespace: 'monitoring', selector: 'app.kubernetes.io/instance=prometheus-adapter' },
    ]);
  });

  it('come from the mirror', () => {
    const mirrored = releases({ services: lagging, mirror: 'registry.example.com/mirror' });
    for (const name of ['monitoring', 'prometheus-adapter']) {
      expect(mirrored[name]?.repository).toBe('oci://registry.example.com/mirror/ghcr.io/prometheus-community/charts');
    }
  });
});
