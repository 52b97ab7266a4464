import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { goTool } from '../../../local/crds/tools';
import { apiServer } from '../../support/api-server';

/**
 * The charts' guard, run by the real Helm. The cluster is as much of an API server as its `lookup` asks: the CRDs that
 * are there. On a real one: `make e2e`.
 */
const charts = resolve(__dirname, '..', '..', '..', 'charts');
const group = '/apis/apiextensions.k8s.io/v1';
const topics = 'kafkatopics.kafka.strimzi.io';
const users = 'kafkausers.kafka.strimzi.io';

interface Crd {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: { readonly storedVersions: readonly string[] };
}

/** A CRD in the cluster. `owner`: namespace and name of its Helm release. */
const crd = (name: string, storedVersions: readonly string[], owner?: readonly [string, string]): Crd => ({
  metadata: {
    name,
    ...(owner && {
      annotations: { 'meta.helm.sh/release-namespace': owner[0], 'meta.helm.sh/release-name': owner[1] },
    }),
  },
  status: { storedVersions },
});

function answer(path: string, crds: readonly Crd[]): object | undefined {
  const kind = 'CustomResourceDefinition';
  if (path === group) {
    const resource = { name: 'customresourcedefinitions', singularName: '', kind, namespaced: false, verbs: ['get'] };
    return { kind: 'APIResourceList', groupVersion: 'apiextensions.k8s.io/v1', resources: [resource] };
  }
  const found = crds.find(({ metadata }) => path === `${group}/customresourcedefinitions/${metadata.name}`);
  return found && { apiVersion: 'apiextensions.k8s.io/v1', kind, ...found };
}

interface Rendered {
  readonly refused: boolean;
  readonly output: string;
}

describe('the guard of a chart of CRDs', () => {
  let command = '';
  // Helm is built when the cache does not have it.
  beforeAll(async () => {
    command = await goTool('helm', process.env);
  }, 600_000);

  async function render(crds: readonly Crd[], chart = 'strimzi-crds'): Promise<Rendered> {
    const server = await apiServer((path) => answer(path, crds));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const target = ['--dry-run=server', '--kube-apiserver', `http://127.0.0.1:${port}`, '--namespace', 'kube-system'];
      const env = { ...process.env, KUBECONFIG: '/dev/null' };
      return await new Promise((settle) => {
        const args = ['template', chart, join(charts, chart), ...target];
        execFile(command, args, { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
          settle({ refused: error !== null, output: error === null ? stdout : stderr }),
        );
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const ours = ['kube-system', 'strimzi-crds'] as const;

  it.each(['strimzi-crds', 'prometheus-operator-crds'])('passes %s to an empty cluster', async (chart) => {
    const { refused, output } = await render([], chart);
    expect(refused).toBe(false);
    expect(output.match(/^kind: CustomResourceDefinition$/gm)?.length).toBeGreaterThanOrEqual(10);
    expect(output).not.toContain('guard');
  });

  it('passes CRDs of the same release, whose stored versions stay served', async () => {
    const there = [crd(topics, ['v1'], ours), { metadata: crd(users, [], ours).metadata }];
    expect(await render(there)).toMatchObject({ refused: false });
  });

  it('rejects a stored version that the new CRD does not serve', async () => {
    const { refused, output } = await render([crd(topics, ['v1beta2', 'v1'], ours), crd(users, ['v1'], ours)]);
    expect(refused).toBe(true);
    expect(output).toContain(
      `CRD_STORED_VERSION_DROPPED: ${topics} has objects stored as v1beta2, and the new CRD serves only v1`,
    );
    expect(output).not.toContain('CRD_NOT_OWNED');
    expect(output).not.toContain(users);
  });

  it('rejects CRDs of another release, of another namespace and of none, and says how to hand them over', async () => {
    const others = [['kube-system', 'strimzi'] as const, ['kafka', 'strimzi-crds'] as const, undefined];
    for (const owner of others) {
      const { refused, output } = await render([crd(topics, ['v1'], owner), crd(users, ['v1'], owner)]);
      expect(refused).toBe(true);
      expect(output).toContain(
        `CRD_NOT_OWNED: ${topics} ${users}: there already, of Helm release ${owner?.join('/') ?? 'none'}, and`,
      );
      expect(output).toContain(
        `kubectl annotate --overwrite crd ${topics} ${users} meta.helm.sh/release-name=strimzi-crds meta.helm.sh/release-namespace=kube-system`,
      );
    }
  });

  it('rejects with all reasons at once', async () => {
    const { output } = await render([crd(topics, ['v1alpha1', 'v1beta2'], ours), crd(users, ['v1beta2'])]);
    expect(output.match(/CRD_STORED_VERSION_DROPPED/g)).toHaveLength(3);
    expect(output.match(/CRD_NOT_OWNED/g)).toHaveLength(1);
  });
});
