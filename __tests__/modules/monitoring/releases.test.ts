import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { environments } from '../../../environments';
import { resolve } from '../../../model/resolve';
import { Size } from '../../../model/units';
import { Monitoring } from '../../../modules/monitoring/monitoring';
import { Monitors } from '../../../modules/monitoring/monitors';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';

interface ReleaseBlock {
  readonly name: string;
  readonly version: string;
  readonly repository?: string;
  readonly namespace: string;
  readonly depends_on: readonly string[];
}

const { services } = resolve(environments.minikube);
const lagging = services.map((service) =>
  service.name === 'consumer'
    ? { ...service, scaling: { metric: 'consumer-lag' as const, target: 1000, maxReplicas: 3 } }
    : service,
);

/** The helm_release blocks of a stack with monitoring only, by name. */
function releases(props: { services: typeof services; mirror?: string }): Record<string, ReleaseBlock> {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'millrace-monitoring-')) });
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
  const { resource } = stack.toTerraform() as { resource: { helm_release: Record<string, ReleaseBlock> } };
  return Object.fromEntries(Object.values(resource.helm_release).map((release) => [release.name, release]));
}

describe('the releases of monitoring', () => {
  it('are the pinned chart after what it needs, and the monitors', () => {
    const ours = releases({ services });
    expect(Object.keys(ours).sort()).toEqual(['before', 'monitoring', 'monitors']);
    expect(ours['monitoring']).toMatchObject({
      repository: 'oci://ghcr.io/prometheus-community/charts',
      version: '88.5.3',
      namespace: 'monitoring',
    });
    expect(ours['monitoring']?.depends_on).toEqual(['terraform_data.before-ready']);
  });

  it('have the adapter when a service scales on its lag, after Prometheus', () => {
    const { 'prometheus-adapter': adapter } = releases({ services: lagging });
    expect(adapter).toMatchObject({ version: '5.3.0', namespace: 'monitoring' });
    expect(adapter?.depends_on).toContain('helm_release.monitoring');
  });

  it('come from the mirror', () => {
    const mirrored = releases({ services: lagging, mirror: 'registry.example.com/mirror' });
    for (const name of ['monitoring', 'prometheus-adapter']) {
      expect(mirrored[name]?.repository).toBe('oci://registry.example.com/mirror/ghcr.io/prometheus-community/charts');
    }
  });
});
