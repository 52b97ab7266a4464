import { App, TerraformStack } from 'cdktf';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { GateRequest } from '../../../model/gate';
import { Logging, loggingObjects } from '../../../modules/logging/logging';
import { Policies } from '../../../modules/policies/policies';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { logging } from './settings';
import { temporaryFolder } from '../../support/temporary-folder';

interface Resources {
  readonly helm_release: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly terraform_data: Readonly<Record<string, { input: GateRequest; depends_on?: readonly string[] }>>;
}

function stackWith(mirror?: string): TerraformStack {
  const app = new App({ outdir: temporaryFolder('logging') });
  const stack = new TerraformStack(app, 'stack');
  Policies.hold(stack, { dataDeletion: 'forbidden' });
  new Cluster(stack, { context: 'none' });
  const before = new ObjectsRelease(stack, { name: 'before', namespace: 'default', objects: [] });
  const { environment: name, ...settings } = logging;
  new Logging(stack, 'logs', {
    environment: { name },
    ...settings,
    ...(mirror === undefined ? {} : { mirror }),
    after: [before],
  });
  return stack;
}

const resources = (mirror?: string): Resources => (stackWith(mirror).toTerraform() as { resource: Resources }).resource;

describe('the releases of the logs', () => {
  it('break no policy', () => {
    expect(stackWith().node.validate()).toEqual([]);
  });

  it('are the store, and after it the agents from the pinned chart', () => {
    const { helm_release: releases, terraform_data: gates } = resources();
    expect(Object.keys(releases)).toEqual(['before', 'logging', 'log-agent']);
    expect(releases['log-agent']).toMatchObject({
      repository: 'oci://ghcr.io/open-telemetry/opentelemetry-helm-charts',
      chart: 'opentelemetry-collector',
      version: '0.158.3',
      namespace: 'kube-system',
    });
    expect(gates['log-agent-gone']?.depends_on).toEqual(['terraform_data.logging-ready']);
    expect(gates['logging-gone']?.depends_on).toEqual(['terraform_data.before-ready']);
  });

  it('are done when the store and an agent on every node are ready, and gone when those are', () => {
    const { terraform_data: gates } = resources();
    expect(gates['log-agent-ready']?.input.groups).toEqual([
      { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system' },
    ]);
    expect(gates['log-agent-gone']?.input.pods).toEqual([
      { namespace: 'kube-system', selector: 'app.kubernetes.io/instance=log-agent' },
    ]);
    expect(gates['logging-ready']?.input.objects.map(({ kind }) => kind)).toContain('StatefulSet');
    expect(gates['logging-gone']?.input.pods).toEqual([
      { namespace: 'monitoring', selector: 'app.kubernetes.io/name=loki,app.kubernetes.io/part-of=millrace' },
    ]);
  });

  it('come from the mirror', () => {
    expect(resources('registry.example.com/mirror').helm_release['log-agent']?.['repository']).toBe(
      'oci://registry.example.com/mirror/ghcr.io/open-telemetry/opentelemetry-helm-charts',
    );
  });
});

describe('the network policies of the logs', () => {
  const policies = loggingObjects(logging).filter(({ kind }) => kind === 'NetworkPolicy') as NetworkPolicy[];
  const policyOf = (name: string): NetworkPolicy['spec'] =>
    policies.find(({ metadata }) => metadata?.name === name)?.spec;

  it('let the agents and nobody else from outside reach the store, which speaks to nobody', () => {
    expect(policyOf('loki')).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'log-agent' } },
            },
          ],
          ports: [{ port: 3100 }],
        },
      ],
      egress: [],
    });
  });

  it('let the agents out to names and the store only, and Prometheus in', () => {
    const agents = policyOf('log-agent');
    expect(agents?.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(agents?.ingress?.map(({ ports }) => ports?.map(({ port }) => port))).toEqual([[8888]]);
    expect(agents?.egress?.map(({ ports }) => ports?.map(({ port }) => port))).toEqual([[53, 53], [3100]]);
    expect(agents?.egress?.[1]?.to?.[0]?.podSelector?.matchLabels).toEqual({
      'app.kubernetes.io/name': 'loki',
      'app.kubernetes.io/part-of': 'millrace',
    });
  });
});
