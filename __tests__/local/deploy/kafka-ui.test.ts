import { createServer, type AddressInfo } from 'node:net';
import { environments } from '../../../environments';
import { DeployError } from '../../../local/deploy/deploy-error';
import { kafkaUi } from '../../../local/deploy/kafka-ui';
import type { PageCluster, PortForward } from '../../../local/deploy/kafka-ui-cluster';
import type { Manifest } from '../../../local/deploy/kafka-ui-objects';
import { isOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import { FakeClock, FakeCluster, type Fixture } from './fake-cluster';

const name = 'millrace-kafka-ui';
const namespace = 'millrace';
const kafka: Fixture = { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata: { name: 'millrace', namespace } };

/** What the operators make of it, unless a test says otherwise. */
const ready: Readonly<Record<'KafkaUser' | 'Deployment', NonNullable<Fixture['status']>>> = {
  KafkaUser: { conditions: [{ type: 'Ready', status: 'True' }] },
  Deployment: { replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
};

class FakePageCluster extends FakeCluster implements PageCluster {
  statuses: Readonly<Record<string, Fixture['status']>> = ready;
  /** What the page's port-forward does once it is open; it waits for the signal when it is not told. */
  forwarded = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  unremovable: Error | undefined;

  private note(verb: string, manifests: readonly Manifest[]): void {
    this.calls.push(`${verb} ${manifests.map(({ kind }) => kind).join(',')}`);
  }

  apply(manifests: readonly Manifest[]): Promise<void> {
    this.note('apply', manifests);
    const made = manifests.map((manifest) => ({ ...manifest, status: this.statuses[manifest.kind] }) as Fixture);
    const kept = this.objects.filter(({ kind }) => made.every((one) => one.kind !== kind));
    this.objects = [...kept, ...made];
    return Promise.resolve();
  }

  remove(manifests: readonly Manifest[]): Promise<void> {
    this.note('remove', manifests);
    if (this.unremovable !== undefined) return Promise.reject(this.unremovable);
    this.objects = this.objects.filter((object) => manifests.every(({ kind }) => kind !== object.kind));
    return Promise.resolve();
  }

  portForward({ onOpen, ...props }: PortForward, signal: AbortSignal): Promise<void> {
    this.calls.push(`forward ${props.namespace} ${props.target} to ${props.port}`);
    onOpen();
    return this.forwarded(signal);
  }

  get changes(): readonly string[] {
    return this.calls.filter((call) => !call.startsWith('list'));
  }
}

const environment = resolve(environments.minikube);
if (!isOn(environment, 'minikube')) throw new Error('not on minikube');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function setUp(cluster: FakePageCluster) {
  const controller = new AbortController();
  const clock = new FakeClock();
  const port = await freePort();
  let output = '';
  const out = { write: (text: string) => (output += text) };
  const props = { environment: environment as Parameters<typeof kafkaUi>[1]['environment'], port, out, clock };
  return {
    run: () => kafkaUi(cluster, props, controller.signal),
    interrupt: () => controller.abort(new Error('interrupted')),
    output: () => output,
    clock,
    port,
  };
}

const made = ['apply KafkaUser,NetworkPolicy', 'apply Deployment'];
const removed = 'remove Deployment,NetworkPolicy,KafkaUser';

describe('kafkaUi', () => {
  it('makes the user, then the page, forwards it until the signal and removes all of it', async () => {
    const cluster = new FakePageCluster([kafka]);
    const { run, interrupt, output, port } = await setUp(cluster);
    cluster.forwarded = () => Promise.resolve(interrupt());
    await run();
    expect(cluster.changes).toEqual([...made, `forward millrace deployment/${name} to 8080`, removed]);
    expect(cluster.objects).toEqual([kafka]);
    expect(output()).toContain(`http://localhost:${port} (read-only; Ctrl-C removes it again)`);
  });

  it('takes over what a killed run left', async () => {
    const left = ['KafkaUser', 'NetworkPolicy', 'Deployment'].map((kind): Fixture => ({
      apiVersion: { KafkaUser: 'kafka.strimzi.io/v1', Deployment: 'apps/v1' }[kind] ?? 'networking.k8s.io/v1',
      kind,
      metadata: { name, namespace },
    }));
    const cluster = new FakePageCluster([kafka, ...left]);
    const { run, interrupt } = await setUp(cluster);
    cluster.forwarded = () => Promise.resolve(interrupt());
    await run();
    expect(cluster.objects).toEqual([kafka]);
  });

  it('gives the page no secret before the operator has seen its user', async () => {
    const cluster = new FakePageCluster([kafka]);
    cluster.statuses = { ...ready, KafkaUser: {} };
    const { run, interrupt, clock } = await setUp(cluster);
    clock.after(6_000, () => {
      expect(cluster.changes).toEqual(made.slice(0, 1));
      cluster.objects = cluster.objects.map((one) =>
        one.kind === 'KafkaUser' ? { ...one, status: ready.KafkaUser } : one,
      );
    });
    cluster.forwarded = () => Promise.resolve(interrupt());
    await run();
    expect(clock.now()).toBe(6_000);
    expect(cluster.changes.slice(0, 2)).toEqual(made);
  });

  it('rejects a cluster without Kafka, saying what to do, and makes nothing', async () => {
    for (const served of [true, false]) {
      const cluster = new FakePageCluster();
      if (!served) cluster.unserved.add('Kafka');
      const { run } = await setUp(cluster);
      await expect(run()).rejects.toMatchObject({
        code: 'DEPLOY_NOT_THERE',
        message: expect.stringMatching(/context minikube.*make deploy ENV=minikube/) as string,
      });
      expect(cluster.changes).toEqual([]);
    }
  });

  it('rejects a port that is taken, naming it, before anything is made', async () => {
    const cluster = new FakePageCluster([kafka]);
    const { run, port } = await setUp(cluster);
    const holder = createServer();
    await new Promise<void>((listening) => holder.listen(port, '127.0.0.1', listening));
    try {
      await expect(run()).rejects.toMatchObject({
        code: 'DEPLOY_PORT_BUSY',
        message: expect.stringContaining(`localhost:${port}`) as string,
      });
      expect(cluster.calls).toEqual([]);
    } finally {
      await new Promise((closed) => holder.close(closed));
    }
  });

  it('rejects a page that does not get ready, with the reasons of its pod, and removes it', async () => {
    const pod: Fixture = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-1`, namespace, labels: { 'app.kubernetes.io/name': 'kafka-ui' } },
      status: {
        containerStatuses: [
          { name: 'kafka-ui', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
        ],
      },
    };
    Object.assign(pod.metadata.labels!, {
      'app.kubernetes.io/part-of': 'millrace',
      'app.kubernetes.io/component': 'page',
    });
    const event = (kind: string, object: string, message: string): Fixture =>
      ({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: message, namespace },
        type: kind,
        reason: 'FailedMount',
        message,
        involvedObject: { name: object },
      }) as Fixture;
    const events = [
      event('Warning', `${name}-1`, 'secret "millrace-cluster-ca-cert" not found'),
      event('Warning', 'consumer-1', 'of another'),
      event('Normal', `${name}-1`, 'all is well'),
    ];
    const cluster = new FakePageCluster([kafka, pod, ...events]);
    cluster.statuses = { ...ready, Deployment: { replicas: 1, updatedReplicas: 1 } };
    const { run, output, clock } = await setUp(cluster);
    const error = await run().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeployError);
    expect(error).toMatchObject({ code: 'DEPLOY_NOT_READY', canRetry: true });
    const { message } = error as DeployError;
    expect(message).toContain('not ready after 300 s');
    expect(message).toContain('ImagePullBackOff: no such image');
    expect(message).toContain('FailedMount: secret "millrace-cluster-ca-cert" not found');
    expect(message).not.toMatch(/of another|all is well/);
    expect(output()).toContain('ImagePullBackOff'); // while it waits, too
    expect(clock.now()).toBe(300_000);
    expect(cluster.changes).toEqual([...made, removed]);
  });

  it('rejects a user that no operator looks at, and makes no page', async () => {
    const cluster = new FakePageCluster([kafka]);
    cluster.statuses = { ...ready, KafkaUser: {} };
    const { run } = await setUp(cluster);
    await expect(run()).rejects.toMatchObject({
      code: 'DEPLOY_NOT_READY',
      message: expect.stringContaining(`millrace/KafkaUser/${name}: no condition Ready yet`) as string,
    });
    expect(cluster.changes).toEqual([made[0], removed]);
  });

  it('removes everything when it is interrupted while it waits', async () => {
    const cluster = new FakePageCluster([kafka]);
    cluster.statuses = { ...ready, Deployment: {} };
    const { run, interrupt, clock } = await setUp(cluster);
    clock.after(10_000, interrupt);
    await run();
    expect(cluster.changes).toEqual([...made, removed]);
    expect(clock.now()).toBe(10_000);
  });

  it('rejects with what ended the port-forward, once everything is removed', async () => {
    const cluster = new FakePageCluster([kafka]);
    const lost = new DeployError('DEPLOY_COMMAND_FAILED', 'the port-forward has ended: lost connection to pod', true);
    cluster.forwarded = () => Promise.reject(lost);
    const { run } = await setUp(cluster);
    await expect(run()).rejects.toBe(lost);
    expect(cluster.changes.at(-1)).toBe(removed);
  });

  it('rejects when something cannot be removed, with how to do it by hand', async () => {
    const cluster = new FakePageCluster([kafka]);
    cluster.unremovable = new Error('connection refused');
    cluster.forwarded = () => Promise.reject(new Error('lost connection to pod'));
    const { run } = await setUp(cluster);
    await expect(run()).rejects.toMatchObject({
      code: 'DEPLOY_NOT_GONE',
      message: expect.stringMatching(
        /lost connection to pod[^]*connection refused\): kubectl --context minikube -n millrace delete .*millrace-kafka-ui/,
      ) as string,
    });
  });
});
