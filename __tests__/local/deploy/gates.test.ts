import { awaitGone } from '../../../local/deploy/await-gone';
import { awaitReady } from '../../../local/deploy/await-ready';
import { DeployError } from '../../../local/deploy/deploy-error';
import { decodeGateRequest } from '../../../local/deploy/gate-request';
import { typeArgument } from '../../../local/deploy/kubectl';
import { releaseTopics } from '../../../local/deploy/release-topics';
import type { ObjectRef } from '../../../model/gate';
import { FakeClock, FakeCluster, live, requestFor, topic } from './fake-cluster';

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
    expect(decodeGateRequest(JSON.stringify(request))).toEqual(request);
  });

  it.each([
    ['nothing', undefined],
    ['what is no JSON', 'yes'],
    ['a member too few', JSON.stringify({ ...request, context: undefined })],
    ['a member too many', JSON.stringify({ ...request, contxt: 'minikube' })],
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
