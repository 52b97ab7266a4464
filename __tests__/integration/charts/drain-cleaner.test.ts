import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { goTool } from '../../../local/crds/tools';
import { drainCleanerValues } from '../../../modules/controllers/drain-cleaner';
import { valuesYaml } from '../../../modules/releases/values';
import { eksProd } from '../../modules/controllers/eks-prod';
import { apiServer } from '../../support/api-server';

/** The chart, run by the real Helm with the stack's own values. The cluster is as much of an API server as its `lookup` asks. */
const chart = resolve(__dirname, '..', '..', '..', 'charts', 'drain-cleaner');

interface Rendered {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

interface Secret extends Rendered {
  readonly data: Readonly<Record<string, string>>;
}

const api = '/api/v1';

function answer(path: string, secret: Secret | undefined): object | undefined {
  if (path === api) {
    const resource = { name: 'secrets', singularName: '', kind: 'Secret', namespaced: true, verbs: ['get'] };
    return { kind: 'APIResourceList', groupVersion: 'v1', resources: [resource] };
  }
  return path === `${api}/namespaces/strimzi/secrets/drain-cleaner` ? secret : undefined;
}

const day = 24 * 3600;

describe('the chart of the Drain Cleaner', () => {
  let command = '';
  let folder = '';
  beforeAll(async () => {
    command = await goTool('helm', process.env);
    folder = mkdtempSync(join(tmpdir(), 'millrace-drain-cleaner-'));
    writeFileSync(join(folder, 'values.yaml'), valuesYaml(drainCleanerValues(eksProd())));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const helm = (options: readonly string[]): Promise<string> =>
    new Promise((settle, fail) => {
      const args = ['template', 'drain-cleaner', chart, '--namespace', 'strimzi', ...options];
      const env = { ...process.env, KUBECONFIG: '/dev/null' };
      execFile(command, [...args, '--values', join(folder, 'values.yaml')], { env }, (error, stdout) =>
        error === null ? settle(stdout) : fail(new Error(error.message)),
      );
    });

  /** What is rendered in a cluster that has that Secret. */
  async function rendered(secret?: Secret): Promise<readonly Rendered[]> {
    const server = await apiServer((path) => answer(path, secret));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const text = await helm(['--dry-run=server', '--kube-apiserver', `http://127.0.0.1:${port}`]);
      return parseAllDocuments(text).flatMap((document) => (document.toJS() as Rendered | null) ?? []);
    } finally {
      server.close();
    }
  }

  const one = (objects: readonly Rendered[], kind: string): Rendered => objects.find((object) => object.kind === kind)!;
  const secretOf = (objects: readonly Rendered[]): Secret => one(objects, 'Secret') as Secret;
  const pem = (secret: Secret, file: string): string => Buffer.from(secret.data[file] ?? '', 'base64').toString();
  const made = (secret: Secret, daysAgo: number): Secret => ({
    ...secret,
    apiVersion: 'v1',
    metadata: {
      ...secret.metadata,
      annotations: { 'millrace.dev/made': String(Math.floor(Date.now() / 1000) - daysAgo * day) },
    },
  });

  it('makes a certificate for its Service, by an authority that the webhook trusts and whose key is nowhere', async () => {
    const objects = await rendered();
    const secret = secretOf(objects);
    const certificate = new X509Certificate(pem(secret, 'tls.crt'));
    const authority = new X509Certificate(pem(secret, 'ca.crt'));
    // Go's TLS reads no common name.
    expect(certificate.subjectAltName).toBe('DNS:drain-cleaner.strimzi.svc');
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(JSON.stringify(one(objects, 'ValidatingWebhookConfiguration'))).toContain(
      `"caBundle":"${secret.data['ca.crt']}"`,
    );
    expect(Object.keys(secret.data)).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
    expect(JSON.stringify(objects).split('LS0tLS1CRUdJTiBSU0EgUFJJVkFURS').length).toBe(2);
  });

  it('keeps the certificate that is there, and with it the pods', async () => {
    const first = await rendered();
    const there = made(secretOf(first), 1800);
    const again = await rendered(there);
    expect(secretOf(again).data).toEqual(there.data);
    expect(secretOf(again).metadata.annotations).toEqual(there.metadata.annotations);
    expect(one(again, 'Deployment')).toEqual(one(first, 'Deployment'));
    expect(one(again, 'ValidatingWebhookConfiguration')).toEqual(one(first, 'ValidatingWebhookConfiguration'));
  });

  it('makes another one, and restarts the pods, when it is old or half of it is gone', async () => {
    const first = await rendered();
    const old = made(secretOf(first), 1900);
    const { 'ca.crt': gone, ...half } = made(secretOf(first), 1).data;
    expect(gone).toBeDefined();
    for (const there of [old, { ...made(secretOf(first), 1), data: half }]) {
      const next = await rendered(there);
      expect(secretOf(next).data['tls.crt']).not.toBe(there.data['tls.crt']);
      expect(one(next, 'Deployment')).not.toEqual(one(first, 'Deployment'));
    }
  });

  it('asks about evictions in the brokers’ namespace only, and lets them by when nothing answers', async () => {
    const objects = await rendered();
    expect(one(objects, 'ValidatingWebhookConfiguration')).toMatchObject({
      webhooks: [
        {
          failurePolicy: 'Ignore',
          rules: [{ operations: ['CREATE'], resources: ['pods/eviction'] }],
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'millrace' } },
          clientConfig: { service: { namespace: 'strimzi', name: 'drain-cleaner', path: '/drainer', port: 443 } },
        },
      ],
    });
    const rights = objects.filter(({ kind }) => /Role$/.test(kind));
    expect(rights.map(({ kind, metadata, rules }) => [kind, metadata.namespace, rules])).toEqual([
      ['Role', 'millrace', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'patch'] }]],
    ]);
  });

  it('is reached by the API server alone, on the port that its Service leads to', async () => {
    const objects = await rendered();
    expect(one(objects, 'NetworkPolicy')).toMatchObject({
      metadata: { namespace: 'strimzi' },
      spec: {
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 8443 }] }],
      },
    });
    expect(one(objects, 'Deployment')).toMatchObject({
      spec: {
        replicas: 2,
        template: {
          spec: {
            nodeSelector: { 'millrace.dev/pool': 'system' },
            containers: [
              {
                image: 'quay.io/strimzi/drain-cleaner:1.6.1',
                env: expect.arrayContaining([{ name: 'STRIMZI_DENY_EVICTION', value: 'false' }]) as unknown,
                ports: expect.arrayContaining([{ name: 'https', containerPort: 8443 }]) as unknown,
              },
            ],
          },
        },
      },
    });
  });

  it('gives every object the platform’s labels', async () => {
    const labels = (await rendered()).map(({ kind, metadata }) => [
      kind,
      (metadata as { labels?: Record<string, string> }).labels?.['app.kubernetes.io/part-of'],
    ]);
    expect(labels).toHaveLength(9);
    expect(labels.filter(([, part]) => part !== 'millrace')).toEqual([]);
  });
});
