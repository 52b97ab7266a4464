import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import { goTool } from '../../../local/crds/tools';
import { kafkaCluster } from '../../../model/cluster-names';
import { Cpu, Size } from '../../../model/units';
import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import { kafkaObjects } from '../../../modules/kafka/kafka';
import type { KafkaTopic } from '../../../modules/kubernetes/generated/strimzi';
import { keyOf, type KubernetesObject } from '../../../modules/kubernetes/object';
import { clusterEnvironment, ofKind, target } from '../../modules/kafka/environments';
import { apiServer } from '../../support/api-server';

/**
 * The guard of charts/objects, run by the real Helm over the objects that the modules make. The cluster is as much of an
 * API server as its `lookup` asks: the objects that are there.
 */
const chart = resolve(__dirname, '..', '..', '..', 'charts', 'objects');

/** Kinds that are looked up, as the API server tells of them. */
const resources: Readonly<
  Record<string, { readonly name: string; readonly kind: string; readonly namespaced: boolean }>
> = {
  '/apis/kafka.strimzi.io/v1': { name: 'kafkatopics', kind: 'KafkaTopic', namespaced: true },
  '/apis/storage.k8s.io/v1': { name: 'storageclasses', kind: 'StorageClass', namespaced: false },
  '/api/v1': { name: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', namespaced: true },
};

const versionOf = (group: string): string => group.replace(/^\/apis?\//, '');

function answer(path: string, live: readonly KubernetesObject[]): object | undefined {
  const group = Object.keys(resources).find((name) => path === name || path.startsWith(`${name}/`));
  const resource = resources[group ?? ''];
  if (group === undefined || resource === undefined) return undefined;
  if (path === group) {
    const all = [{ ...resource, singularName: '', verbs: ['get', 'list'] }];
    return { kind: 'APIResourceList', groupVersion: versionOf(group), resources: all };
  }
  const ofThisKind = live.filter(({ kind }) => kind === resource.kind);
  const folder = (namespace?: string) =>
    `${group}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${resource.name}`;
  if (path === folder('millrace')) {
    return { apiVersion: versionOf(group), kind: `${resource.kind}List`, metadata: {}, items: ofThisKind };
  }
  return ofThisKind.find(({ metadata }) => path === `${folder(metadata?.namespace)}/${metadata?.name}`);
}

interface Rendered {
  readonly refused: boolean;
  /** What Helm says; each refusal is a line. */
  readonly output: string;
}

let helm = '';
// Built when the cache does not have it.
beforeAll(async () => {
  helm = await goTool('helm', process.env);
}, 600_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-objects-guard-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function template(objects: readonly KubernetesObject[], options: readonly string[]): Promise<Rendered> {
  const values = join(folder, 'values.json');
  writeFileSync(values, JSON.stringify({ objects: Object.fromEntries(objects.map((each) => [keyOf(each), each])) }));
  const args = ['template', 'kafka', chart, '--values', values, '--namespace', 'millrace', ...options];
  const env = { ...process.env, KUBECONFIG: '/dev/null' };
  return new Promise((settle) => {
    execFile(helm, args, { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      settle({ refused: error !== null, output: error === null ? stdout : stderr }),
    );
  });
}

/** The chart with those objects, on a cluster where the live ones are. */
async function render(objects: readonly KubernetesObject[], live: readonly KubernetesObject[]): Promise<Rendered> {
  const server = await apiServer((path) => answer(path, live));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return await template(objects, ['--dry-run=server', '--kube-apiserver', `http://127.0.0.1:${port}`]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

type Changes = Readonly<Record<string, unknown>>;
const topics = (changes: Changes = {}) =>
  ofKind<KafkaTopic>(kafkaEntityObjects({ environment: clusterEnvironment('minikube', changes) }), 'KafkaTopic');

/** Four copies: five brokers, and a machine that carries them. */
const fourCopies = {
  'platform/zones': ['only'],
  'platform/node': { cpu: Cpu.cores(16), memory: Size.gibibytes(32) },
  'kafka/brokers': 5,
  'topics/posts/durability': 'survives-two-losses',
  'topics/consumer.dead-letter/durability': 'survives-two-losses',
};

const codes = ({ output }: Rendered): string[] => output.match(/^[A-Z]+(_[A-Z]+)+(?=: )/gm) ?? [];

describe('the guard of topics', () => {
  it('passes everything where no cluster is asked', async () => {
    const objects = [...topics(), ...kafkaObjects({ environment: clusterEnvironment(), ...target })];
    const { refused, output } = await template(objects, []);
    expect(refused).toBe(false);
    expect(output.match(/^---$/gm)).toHaveLength(objects.length);
    expect(output).not.toContain('guard');
  });

  it('passes new topics, topics as they are, more partitions and other settings', async () => {
    const live = topics();
    const more = topics({ 'topics/posts/partitions': 12 });
    expect(await render(live, [])).toMatchObject({ refused: false });
    expect(await render(live, live)).toMatchObject({ refused: false });
    expect(await render(more, live)).toMatchObject({ refused: false });
  });

  it('passes a topic whose live object leaves its numbers to the brokers', async () => {
    const bare = topics().map((topic) => ({ ...topic, spec: { topicName: topic.spec.topicName } }));
    expect(await render(topics(), bare)).toMatchObject({ refused: false });
  });

  it('rejects fewer partitions, with the reason and what to do', async () => {
    const rendered = await render(topics(), topics({ 'topics/posts/partitions': 12 }));
    expect(rendered.refused).toBe(true);
    expect(codes(rendered)).toEqual(['TOPIC_PARTITIONS_DECREASED']);
    expect(rendered.output).toContain('nothing of the release kafka was changed:');
    expect(rendered.output).toContain(
      'posts has 12 partitions, and the environment says 3: Kafka takes no partition away',
    );
    expect(rendered.output).toContain('Leave topics.posts.partitions at 12; for fewer, make another topic');
  });

  it.each([
    ['more', topics(fourCopies), topics(), [3, 4]],
    ['fewer', topics(), topics(fourCopies), [4, 3]],
  ] as const)('rejects %s replicas, of every topic at once', async (_, objects, live, [before, after]) => {
    const rendered = await render(objects, live);
    expect(rendered.refused).toBe(true);
    expect(codes(rendered)).toEqual(['TOPIC_REPLICATION_CHANGED', 'TOPIC_REPLICATION_CHANGED']);
    for (const topic of ['posts', 'consumer.dead-letter']) {
      expect(rendered.output).toContain(`${topic} has ${before} replicas, and the environment says ${after}: `);
      expect(rendered.output).toContain(
        `kubectl --namespace millrace patch kafkatopic ${topic} --type merge --patch '{"spec":{"replicas":${after}}}'`,
      );
    }
  });

  it('rejects with all reasons at once, and calls a topic by its own name', async () => {
    const [posts] = topics();
    const named = (partitions: number, replicas: number): KafkaTopic => ({
      ...posts!,
      metadata: { ...posts!.metadata, name: 'orders-v2-0a1b2c3d' },
      spec: { ...posts!.spec, topicName: 'Orders_v2', partitions, replicas },
    });
    const rendered = await render([named(3, 3), posts!], [named(4, 2), posts!]);
    expect(codes(rendered)).toEqual(['TOPIC_PARTITIONS_DECREASED', 'TOPIC_REPLICATION_CHANGED']);
    expect(rendered.output).toContain('Orders_v2 has 4 partitions');
    expect(rendered.output).toContain('patch kafkatopic orders-v2-0a1b2c3d');
    expect(rendered.output).not.toContain('posts');
  });
});

describe('the guard of volumes', () => {
  const cluster = (dataDeletion: 'forbidden' | 'allowed') =>
    kafkaObjects({ environment: clusterEnvironment('minikube', { 'platform/dataDeletion': dataDeletion }), ...target });
  const claim = (node: string, pool: string, storageClassName: string): PersistentVolumeClaim => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `data-0-millrace-${node}`,
      namespace: 'millrace',
      labels: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/pool-name': pool },
    },
    spec: { storageClassName },
  });
  const claims = (storageClass: string) => [
    claim('brokers-1', 'brokers', storageClass),
    claim('brokers-2', 'brokers', storageClass),
    claim('controllers-100', 'controllers', storageClass),
  ];
  const { retain, delete: deleting } = kafkaCluster.storageClasses;

  it.each([
    ['kept ones that stay kept', 'forbidden', retain],
    ['ones that may go, and may go still', 'allowed', deleting],
    ['kept ones, of which the environment no longer minds that they go', 'allowed', retain],
  ] as const)('passes %s', async (_, dataDeletion, storageClass) => {
    const live = [...cluster(dataDeletion), ...claims(storageClass)];
    expect(await render(cluster(dataDeletion), live)).toMatchObject({ refused: false });
  });

  it('rejects an environment that says they are kept when they would not be', async () => {
    const others = claim('other', 'others', deleting);
    const rendered = await render(cluster('forbidden'), [...cluster('allowed'), ...claims(deleting), others]);
    expect(rendered.refused).toBe(true);
    expect(codes(rendered)).toEqual(['VOLUMES_STAY_DELETABLE', 'VOLUMES_STAY_DELETABLE']);
    expect(rendered.output).toContain(
      `data-0-millrace-brokers-1 data-0-millrace-brokers-2 of the pool brokers: of class ${deleting}, and the environment says ${retain}`,
    );
    expect(rendered.output).toContain('data-0-millrace-controllers-100 of the pool controllers');
    expect(rendered.output).not.toContain('data-0-millrace-other');
  });

  it('rejects another provisioner and other parameters of a class that is there', async () => {
    const [wanted] = ofKind<StorageClass>(cluster('forbidden'), 'StorageClass');
    const live = { ...wanted!, provisioner: 'example.com/disk', parameters: { type: 'gp3' } };
    const rendered = await render([wanted!], [live]);
    expect(codes(rendered)).toEqual(['STORAGE_CLASS_CHANGED', 'STORAGE_CLASS_CHANGED']);
    expect(rendered.output).toContain(
      `${retain} has provisioner "example.com/disk", and the environment says "rancher.io/local-path"`,
    );
    expect(rendered.output).toContain(`${retain} has parameters {"type":"gp3"}, and the environment says {}`);
    const unexpandable: StorageClass = { ...wanted!, allowVolumeExpansion: false };
    expect(await render([wanted!], [unexpandable])).toMatchObject({ refused: false });
  });
});
