import { awaitGone } from '../../../local/deploy/await-gone';
import { awaitReady } from '../../../local/deploy/await-ready';
import { DeployError } from '../../../local/deploy/deploy-error';
import { decodeGateRequest } from '../../../local/deploy/gate-request';
import { typeArgument } from '../../../local/deploy/kubectl';
import { releaseTopics } from '../../../local/deploy/release-topics';
import type { ObjectGroup, ObjectRef } from '../../../model/gate';
import { FakeClock, FakeCluster, live, requestFor, requestOnEks, topic } from './fake-cluster';

const readyStatus = { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True' }] };
const readyTopic = (name: string) => live(topic(name), { metadata: { generation: 1 }, status: readyStatus });
const producer: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'millrace', name: 'producer' };

function waiting(clock = new FakeClock(), timeoutSeconds = 60) {
  const lines: string[] = [];
  return { lines, clock, wait: { timeoutSeconds, clock, say: (line: string) => void lines.push(line) } };
}

async function refusal(work: Promise<void>): Promise<DeployError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployError) return error;
  throw new Error(`no DeployError but ${String(error)}`);
}

const group = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'monitoring' };
const agents = { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system' };
const chart = requestFor([], { release: 'monitoring', groups: [group, agents] });

/** Of a chart: Helm's mark is all that tells whose it is. */
const made = (release: string, of: ObjectGroup, name: string, available = 1) =>
  live(
    { ...of, name },
    {
      metadata: { generation: 1, annotations: { 'meta.helm.sh/release-name': release } },
      status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1, availableReplicas: available },
    },
  );

describe('awaitReady', () => {
  it('asks once for all of a kind, and ends when the last is ready', async () => {
    const cluster = new FakeCluster([readyTopic('posts')]);
    const { clock, wait, lines } = waiting();
    clock.after(4_000, () => (cluster.objects = [readyTopic('posts'), readyTopic('pings')]));
    await awaitReady(cluster, requestFor([topic('posts'), topic('pings')]), wait);
    expect(clock.now()).toBe(4_000);
    expect(cluster.calls).toEqual(['list KafkaTopic millrace', 'list KafkaTopic millrace', 'list KafkaTopic millrace']);
    expect(lines).toEqual(['waiting for millrace/KafkaTopic/pings (it is not there)', '2 objects are ready']);
  });

  it('rejects with each object that is not ready, and why its pods are not', async () => {
    const labels = { app: 'producer' };
    const cluster = new FakeCluster([
      readyTopic('posts'),
      live(producer, {
        metadata: { generation: 1 },
        spec: { selector: { matchLabels: labels } },
        status: { observedGeneration: 1, updatedReplicas: 1, replicas: 1 },
      }),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'producer-1', namespace: 'millrace', labels },
        status: {
          containerStatuses: [
            { name: 'app', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
          ],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'producer-2', namespace: 'millrace', labels },
        status: {
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }],
        },
      },
    ]);
    const { wait, clock } = waiting();
    const error = await refusal(awaitReady(cluster, requestFor([topic('posts'), producer, topic('pings')]), wait));
    expect(clock.now()).toBe(60_000);
    expect(error.code).toBe('DEPLOY_NOT_READY');
    expect(error.message).toContain('release kafka-entities is not ready after 60 s');
    expect(error.message).toContain(
      '  - millrace/Deployment/producer: 0 of 1 replicas are available; producer-1: container app ImagePullBackOff: no such image; producer-2 is Unschedulable: 0/3 nodes',
    );
    expect(error.message).toContain('  - millrace/KafkaTopic/pings: it is not there');
    expect(error.message).not.toContain('posts');
  });

  it('rejects a kind that the API server does not serve', async () => {
    const cluster = new FakeCluster();
    cluster.unserved.add('KafkaTopic');
    const error = await refusal(awaitReady(cluster, requestFor([topic('posts')]), waiting().wait));
    expect(error.message).toContain('the API server does not serve KafkaTopic (kafka.strimzi.io/v1)');
  });

  it('waits for all that Helm has made in a group, and for nobody else there', async () => {
    const foreign = made('another', group, 'foreign', 0);
    const objects = [foreign, made('monitoring', group, 'grafana'), made('monitoring', agents, 'exporter')];
    const cluster = new FakeCluster([...objects, made('monitoring', group, 'operator', 0)]);
    const { clock, wait, lines } = waiting();
    clock.after(4_000, () => (cluster.objects = [...objects, made('monitoring', group, 'operator')]));
    await awaitReady(cluster, chart, wait);
    expect(clock.now()).toBe(4_000);
    expect(lines).toEqual([
      'waiting for monitoring/Deployment/operator (0 of 1 replicas are available)',
      '3 objects are ready',
    ]);
  });

  it('rejects a group in which Helm has made nothing, and one that is not served', async () => {
    const cluster = new FakeCluster([made('another', group, 'foreign')]);
    cluster.unserved.add('DaemonSet');
    const { message } = await refusal(awaitReady(cluster, chart, waiting().wait));
    expect(message).toContain('  - monitoring/Deployment: Helm has made none for this release\n');
    expect(message).toContain('  - kube-system/DaemonSet: the API server does not serve DaemonSet (apps/v1)\n');
  });

  it('rejects a Prometheus with the reasons of the pods that it names itself', async () => {
    const prometheuses = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring' };
    const labels = { prometheus: 'main' };
    const cluster = new FakeCluster([
      {
        ...made('monitoring', prometheuses, 'main'),
        status: {
          selector: 'prometheus=main',
          conditions: [{ type: 'Reconciled', status: 'False', message: 'no image' }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'main-0', namespace: 'monitoring', labels },
        status: { containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ErrImagePull' } } }] },
      },
    ]);
    const request = requestFor([], { release: 'monitoring', groups: [prometheuses] });
    const { message } = await refusal(awaitReady(cluster, request, waiting().wait));
    expect(message).toContain(
      '  - monitoring/Prometheus/main: not Reconciled: no image; main-0: container app ErrImagePull',
    );
  });

  it('bears an API server that does not answer for a while, and not one that never will', async () => {
    const cluster = new FakeCluster([readyTopic('posts')]);
    const { clock, wait } = waiting();
    cluster.failure = new DeployError('DEPLOY_COMMAND_FAILED', 'connection refused', true);
    clock.after(6_000, () => (cluster.failure = undefined));
    await awaitReady(cluster, requestFor([topic('posts')]), wait);
    expect(clock.now()).toBe(6_000);
    cluster.failure = new DeployError('DEPLOY_COMMAND_FAILED', 'context was not found');
    expect(await refusal(awaitReady(cluster, requestFor([topic('posts')]), wait))).toBe(cluster.failure);
    cluster.failure = new DeployError('DEPLOY_COMMAND_FAILED', 'connection refused', true);
    const error = await refusal(awaitReady(cluster, requestFor([topic('posts')]), wait));
    expect(error.message).toContain('the API server: connection refused');
  });

  it('says at least every 20 s that it waits', async () => {
    const { wait, lines } = waiting();
    await refusal(awaitReady(new FakeCluster(), requestFor([topic('posts')]), wait));
    expect(lines).toHaveLength(3);
  });
});

describe('awaitGone', () => {
  const selection = { namespace: 'millrace', selector: 'app=producer' };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'producer-1', namespace: 'millrace', labels: { app: 'producer' } },
  };

  it('waits for the objects and for the pods they have left behind', async () => {
    const cluster = new FakeCluster([live(producer), pod]);
    const { clock, wait } = waiting();
    clock.after(2_000, () => (cluster.objects = [pod]));
    clock.after(8_000, () => (cluster.objects = []));
    await awaitGone(cluster, requestFor([producer], { pods: [selection] }), wait);
    expect(clock.now()).toBe(8_000);
  });

  it('waits for what Helm has made, by its mark', async () => {
    const foreign = made('another', group, 'foreign');
    const cluster = new FakeCluster([foreign, made('monitoring', group, 'grafana')]);
    const { clock, wait, lines } = waiting();
    clock.after(4_000, () => (cluster.objects = [foreign]));
    await awaitGone(cluster, chart, wait);
    expect(clock.now()).toBe(4_000);
    expect(lines).toEqual([
      'waiting for monitoring/Deployment/grafana (nothing has deleted it)',
      'nothing of it is left',
    ]);
  });

  it('takes a kind that is not served any more for gone', async () => {
    const cluster = new FakeCluster();
    cluster.unserved.add('KafkaTopic');
    await expect(awaitGone(cluster, requestFor([topic('posts')]), waiting().wait)).resolves.toBeUndefined();
  });

  it('rejects with the finalizers that hold an object, and what a namespace still has', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'millrace' };
    const cluster = new FakeCluster([
      live(topic('posts'), { metadata: { deletionTimestamp: 'now', finalizers: ['strimzi.io/topic-operator'] } }),
      live(namespace, {
        metadata: { deletionTimestamp: 'now' },
        status: {
          conditions: [
            { type: 'NamespaceContentRemaining', status: 'True', message: 'kafkatopics has 1 resource instances' },
            { type: 'NamespaceDeletionContentFailure', status: 'False', message: 'all is well' },
          ],
        },
      }),
      pod,
    ]);
    const request = requestFor([topic('posts'), namespace], { pods: [selection] });
    const error = await refusal(awaitGone(cluster, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_NOT_GONE');
    expect(error.message).toContain('KafkaTopic/posts: finalizers strimzi.io/topic-operator are not removed');
    expect(error.message).toContain('Namespace/millrace: it is being deleted; kafkatopics has 1 resource instances');
    expect(error.message).toContain('millrace/Pod/producer-1: it still runs');
    expect(error.message).not.toContain('all is well');
  });
});

describe('awaitGone, of what an operator makes', () => {
  const leftovers = [
    { apiVersion: 'v1', kind: 'Service', namespace: 'millrace', selector: 'strimzi.io/cluster=millrace' },
  ];
  const service = (name: string, cluster: string) =>
    live(
      { apiVersion: 'v1', kind: 'Service', namespace: 'millrace', name },
      {
        metadata: {
          labels: { 'strimzi.io/cluster': cluster },
          deletionTimestamp: 'now',
          finalizers: ['service.k8s.aws/resources'],
        },
      },
    );

  it('waits for it, and not for others', async () => {
    const cluster = new FakeCluster([service('kafka-1', 'millrace'), service('other', 'another')]);
    const { clock, wait, lines } = waiting();
    clock.after(4_000, () => (cluster.objects = [service('other', 'another')]));
    await awaitGone(cluster, requestFor([], { leftovers }), wait);
    expect(clock.now()).toBe(4_000);
    expect(lines[0]).toMatch(/millrace\/Service\/kafka-1 \(finalizers service\.k8s\.aws\/resources are not removed\)/);
  });

  it('rejects with what holds it', async () => {
    const error = await refusal(
      awaitGone(new FakeCluster([service('kafka-1', 'millrace')]), requestFor([], { leftovers }), waiting().wait),
    );
    expect(error.code).toBe('DEPLOY_NOT_GONE');
    expect(error.message).toMatch(/Service\/kafka-1: finalizers service\.k8s\.aws\/resources/);
  });
});

describe('awaitGone, of volumes', () => {
  const leftovers = [{ apiVersion: 'v1', kind: 'PersistentVolume', storageClass: 'millrace-general' }] as const;
  const volume = (name: string, storageClassName: string, more: object = {}, message?: string) =>
    live(
      { apiVersion: 'v1', kind: 'PersistentVolume', name },
      {
        spec: { storageClassName, persistentVolumeReclaimPolicy: 'Delete', ...more },
        status: { phase: 'Released', ...(message === undefined ? {} : { message }) },
      },
    );
  const others = [
    volume('of-kafka', 'millrace-kafka-retain'),
    volume('told-to-stay', 'millrace-general', { persistentVolumeReclaimPolicy: 'Retain' }),
  ];

  it('waits for those of the class, and for no other', async () => {
    const cluster = new FakeCluster([volume('pvc-1', 'millrace-general'), ...others]);
    const { clock, wait, lines } = waiting();
    clock.after(4_000, () => (cluster.objects = others));
    await awaitGone(cluster, requestFor([], { leftovers }), wait);
    expect(clock.now()).toBe(4_000);
    expect(lines).toEqual([
      'waiting for PersistentVolume/pvc-1 of millrace-general (it is Released; nothing has deleted it)',
      'nothing of it is left',
    ]);
  });

  it('rejects with what the driver says of one that it could not delete', async () => {
    const cluster = new FakeCluster([volume('pvc-1', 'millrace-general', {}, 'AccessDenied: ec2:DeleteVolume')]);
    const error = await refusal(awaitGone(cluster, requestFor([], { leftovers }), waiting().wait));
    expect(error.code).toBe('DEPLOY_NOT_GONE');
    expect(error.message).toContain(
      'PersistentVolume/pvc-1 of millrace-general: it is Released; nothing has deleted it; AccessDenied',
    );
  });
});

describe('releaseTopics', () => {
  it('lets go of every topic of the namespace before it deletes any, and waits until they are gone', async () => {
    const cluster = new FakeCluster([
      live(topic('posts')),
      live(topic('forgotten')),
      live({ ...topic('other'), namespace: 'elsewhere' }),
    ]);
    const { clock, wait } = waiting();
    clock.after(2_000, () => (cluster.objects = []));
    const user = { ...topic('producer'), kind: 'KafkaUser' };
    await releaseTopics(cluster, requestFor([topic('posts'), user]), wait);
    expect(cluster.calls).toEqual([
      'list KafkaTopic millrace',
      'annotate KafkaTopic posts strimzi.io/managed=false',
      'annotate KafkaTopic forgotten strimzi.io/managed=false',
      'delete KafkaTopic posts',
      'delete KafkaTopic forgotten',
      'list KafkaTopic millrace',
      'list KafkaTopic millrace',
    ]);
    expect(clock.now()).toBe(2_000);
  });

  it('rejects topics that the operator does not let go of', async () => {
    const held = live(topic('posts'), {
      metadata: { deletionTimestamp: 'now', finalizers: ['strimzi.io/topic-operator'] },
    });
    const error = await refusal(releaseTopics(new FakeCluster([held]), requestFor([topic('posts')]), waiting().wait));
    expect(error.code).toBe('DEPLOY_NOT_GONE');
  });
});

describe('decodeGateRequest', () => {
  const request = requestFor([topic('posts'), { apiVersion: 'v1', kind: 'Namespace', name: 'millrace' }]);

  it('reads what Terraform hands over', () => {
    for (const one of [request, chart]) expect(decodeGateRequest(JSON.stringify(one))).toEqual(one);
  });

  const eks = { cluster: 'a', region: 'b', endpoint: 'https://c', certificateAuthority: 'YWJj' };
  const onEks = requestOnEks([topic('posts')], eks);

  it('reads how EKS is reached, and what operators leave', () => {
    const leftovers = [{ apiVersion: 'v1', kind: 'Service', namespace: 'millrace', selector: 'a=b' }];
    const volumes = { apiVersion: 'v1', kind: 'PersistentVolume', storageClass: 'millrace-general' };
    const one = { ...onEks, leftovers: [...leftovers, volumes] };
    expect(decodeGateRequest(JSON.stringify(one))).toEqual(one);
  });

  it.each([
    ['two clusters', JSON.stringify({ ...request, eks })],
    ['EKS without encryption', JSON.stringify({ ...onEks, eks: { ...eks, endpoint: 'http://c' } })],
    ['nothing', undefined],
    ['what is no JSON', 'yes'],
    ['a member too few', JSON.stringify({ ...request, context: undefined })],
    ['a member too many', JSON.stringify({ ...request, contxt: 'minikube' })],
    ['a group with a name', JSON.stringify({ ...request, groups: [topic('posts')] })],
    [
      'a class of no volumes',
      JSON.stringify({ ...request, leftovers: [{ apiVersion: 'v1', kind: 'Pod', storageClass: 'a' }] }),
    ],
    ['a time limit of nothing', JSON.stringify({ ...request, timeoutSeconds: 0 })],
  ])('rejects %s', (_, text) => {
    expect(() => decodeGateRequest(text)).toThrow(expect.objectContaining({ code: 'DEPLOY_GATE_INVALID' }) as Error);
  });
});

describe('typeArgument', () => {
  it('names a kind with its group and version', () => {
    expect(typeArgument(topic('posts'))).toBe('KafkaTopic.v1.kafka.strimzi.io');
    expect(typeArgument({ apiVersion: 'v1', kind: 'Namespace' })).toBe('Namespace.v1.');
  });
});
