import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, services, type ServiceName } from '../../contracts/services';
import { withAdmin } from '../../local/kafka/cluster-probe';
import { waitUntil } from '../../local/kafka/wait-until';
import { bootstrapServer, kafkaCluster, namespaces } from '../../model/cluster-names';
import { gateVariable } from '../../model/gate';
import { kafkaClientLabel } from '../../modules/kafka/names';
import type { KubernetesObject } from '../../modules/kubernetes/object';
import { admitted, eksObjects } from '../support/e2e/admitted';
import { ClientPod, reachFrom } from '../support/e2e/client-pod';
import { run } from '../support/e2e/commands';
import { idsInPosts, playPingPong } from '../support/e2e/exchanges';
import { added, inventory } from '../support/e2e/inventory';
import type { KafkaClients } from '../support/e2e/kafka-clients';
import { resourcePath } from '../support/e2e/kubernetes-api';
import { crdsOf, deleteKept, manifestsOf } from '../support/e2e/leftovers';
import { operatorRelease } from '../support/e2e/operator-stand-in';
import { nodeImage, Platform } from '../support/e2e/platform';
import { awaitAvailable, awaitWithdrawn, podStates, selectorOf, serviceStates } from '../support/e2e/pods';
import { brokerSelector } from '../support/e2e/port-forwards';
import { leftOfProof, prove } from '../support/e2e/proof-run';
import { denials, metadata, readWithJava, write } from '../support/e2e/refusals';
import { joinGroup } from '../support/join-group';
import { renderedReleases } from '../support/e2e/rendered-objects';
import { whileStoredAs } from '../support/e2e/stored-version';
import { levelNow } from '../support/e2e/test-cluster';
import { createTestUser, removeTestUser, testUser } from '../support/e2e/test-user';

/*
 * The minikube stack on the cluster that kubectl's current context names. One deployment that the tests take through its
 * life, in order. Where Strimzi's operator runs already, it is that platform, and it is left standing; elsewhere the operator's
 * part is done by test code (see __tests__/support/e2e), and the platform is destroyed at the end.
 */
// Pods start, nodes die, releases roll; the images may have to be built first.
jest.setTimeout(900_000);

const namespace = namespaces.platform;
const urlOf = (service: ServiceName, path: string): string =>
  `http://${service}.${namespace}.svc:${services[service].port}${path}`;
const [bootstrapHost = ''] = bootstrapServer.split(':');
const brokerPort = kafkaCluster.listener.port;

let platform: Platform;
let dir: string;
let before: readonly string[];
let folder: string;
let client: ClientPod;
let clients: KafkaClients;
/** Not where the operator runs: there a platform was before the test, and stays. */
// eslint-disable-next-line no-restricted-properties -- tried where it is the test's own to destroy
const onStandIn = levelNow() === 'stand-in' ? it : it.skip;
const isStandIn = (): boolean => platform.cluster.level === 'stand-in';

/** All objects of ours. */
const rendered = (): KubernetesObject[] => renderedReleases(folder).flatMap(({ objects }) => objects);

async function reader() {
  return clients.as(testUser);
}

/** What the test itself has put there. */
async function putBack(): Promise<void> {
  await client.remove();
  await removeTestUser(platform.cluster.api);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-e2e-test-'));
  platform = await Platform.open();
  before = await inventory(platform.cluster);
  folder = platform.synthesize();
});

afterAll(async () => {
  if (platform?.cluster.level === 'operator') {
    await putBack();
    await platform.deploy(platform.synthesize());
  }
  await platform?.close();
  await rm(dir, { recursive: true, force: true });
});

describe('deploy', () => {
  it('makes every release in order, each ready before the next', async () => {
    const steps = await platform.deploy(folder);
    const made = steps.map(({ address }) => address);
    const order = [...['namespaces', 'strimzi-crds', operatorRelease, 'kafka', 'kafka-entities', 'services']].map(
      (name) => made.indexOf(`helm_release.${name}`),
    );
    expect(order).not.toContain(-1);
    // A plan of Terraform's is sorted by name.
    if (isStandIn()) expect(order).toEqual([...order].sort((one, other) => one - other));
    await createTestUser(platform.cluster.api);
    client = await ClientPod.start(platform.cluster, 'e2e-client', nodeImage);
    clients = await platform.clients();
  });

  it('has every rendered object in the cluster as it was written, with no field that the API does not know', async () => {
    const file = join(dir, 'objects.json');
    await admitted(platform, rendered(), file);
    const { cluster } = platform;
    // What there is differs in nothing that we say.
    const asHelm = ['--server-side', '--force-conflicts', '--field-manager=helm', '--filename', file];
    const { output } = await cluster.kubectl(['diff', ...asHelm]);
    // A count of changes is none of what we say.
    const changed = output.split('\n').filter((line) => /^([-+](?![-+])|error)/.test(line));
    expect(changed.filter((line) => !/^[-+] {2}generation: \d+$/.test(line))).toEqual([]);
  });

  it('would take every object of eks-prod too', async () => {
    const objects = eksObjects(join(dir, 'eks'));
    expect(objects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Kafka', 'StatefulSet', 'VolumeAttributesClass']),
    );
    await admitted(platform, objects, join(dir, 'eks-objects.json'));
  });

  it('spreads brokers, controllers and services over the zones, one in each', async () => {
    const { cluster } = platform;
    const zones = [...new Set((await cluster.nodes()).map(({ zone }) => zone))].sort();
    expect(zones).toHaveLength(3);
    const zonesOf = async (selector: string): Promise<string[]> =>
      (await podStates(cluster, selector)).map(({ zone }) => zone).sort();
    expect(await zonesOf(brokerSelector)).toEqual(zones);
    expect(await zonesOf(`strimzi.io/cluster=${kafkaCluster.name},strimzi.io/controller-role=true`)).toEqual(zones);
    for (const service of serviceNames) {
      const pods = await serviceStates(cluster, service);
      expect(pods.every(({ ready }) => ready)).toBe(true);
      expect(pods.length).toBeGreaterThanOrEqual(2);
      expect(new Set(pods.map(({ zone }) => zone)).size).toBe(pods.length);
    }
  });
});

describe('the services', () => {
  it('carry an event from HTTP through the brokers to the consumer', async () => {
    const event_id = randomUUID();
    const posted = await client.call('POST', urlOf('producer', '/events'), {
      event_id,
      source: 'e2e',
      data: { is: 1 },
    });
    expect(posted).toMatchObject({ status: 200, body: { status: 'success', event_id } });
    const instances = await serviceStates(platform.cluster, 'consumer');
    const found = await waitUntil(
      `a consumer to have processed ${event_id}`,
      async () => {
        for (const { address } of instances) {
          const answer = await client.call('GET', `http://${address}:${services.consumer.port}/events/${event_id}`);
          if (answer.status === 200) return answer.body;
        }
        return undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(JSON.stringify(found)).toContain(event_id);
  });

  it("answer a ping, what is no ping, and what is no event, in ping-pong's own words", async () => {
    const { ping, other, succeeded, failed } = await playPingPong(await reader());
    expect(succeeded).toEqual([{ 'transaction-id': ping, payload: { message: 'pong' } }]);
    expect(failed).toHaveLength(2);
    expect(failed).toEqual(
      expect.arrayContaining([
        { 'transaction-id': other, payload: { message: "Error the message doesn't contain 'ping'" } },
        { message: 'Error in the format of the Kafka event' },
      ]),
    );
  });
});

describe('the brokers', () => {
  it("let the producer's user write and not read, the consumer's read and not write", async () => {
    const [producer, consumer] = await Promise.all([clients.as('producer'), clients.as('consumer')]);
    await expect(write(producer, 'platform.health')).resolves.toBeUndefined();
    await expect(write(consumer, 'posts')).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' });
    // KafkaJS says of a coordinator that is denied only that there is none.
    for (const group of ['producer', 'consumer'])
      await expect(joinGroup(producer, group)).rejects.toThrow(/not authorized|group coordinator/i);
    const { brokers } = platform;
    if (brokers === undefined) return;
    expect(await denials(brokers, 'producer')).toEqual(expect.arrayContaining(['DESCRIBE Group:LITERAL:consumer']));
    // Enough for each partition to have some.
    const batch = await client.call('POST', urlOf('producer', '/events/batch?count=100'));
    expect(batch).toMatchObject({ status: 200, body: { status: 'completed', successful_events: 100 } });
    const read = await readWithJava(brokers, clients, 'consumer', 'posts', dir);
    expect(read.stdout).toContain('event_id');
    const refused = await readWithJava(brokers, clients, 'producer', 'posts', dir);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('Not authorized to access topics: [posts]');
  });

  it.each(['without TLS', 'without a user', 'with a wrong password', 'as a user that is none'])(
    'let nobody in %s',
    async (how) => {
      const ca = [await clients.secret(`${kafkaCluster.name}-cluster-ca-cert`, 'ca.crt')];
      const sasl = { mechanism: 'scram-sha-512', password: 'a wrong one' } as const;
      const stranger = {
        'without TLS': clients.anonymous({}),
        'without a user': clients.anonymous({ ssl: { ca } }),
        'with a wrong password': clients.anonymous({ ssl: { ca }, sasl: { ...sasl, username: 'producer' } }),
        'as a user that is none': clients.anonymous({ ssl: { ca }, sasl: { ...sasl, username: 'nobody' } }),
      }[how];
      if (stranger === undefined) throw new Error(how);
      await expect(metadata(stranger)).rejects.toThrow();
      // And the door is there: it opens to who is known.
      await expect(metadata(await clients.as('producer'))).resolves.toBeUndefined();
    },
  );
});

describe('network policies', () => {
  let stranger: ClientPod;
  beforeAll(async () => {
    stranger = await ClientPod.start(platform.cluster, 'e2e-stranger', nodeImage, { labels: {} });
  });
  afterAll(() => stranger?.remove());

  const fromService = async (service: ServiceName, host: string, port: number): Promise<string> => {
    const [pod] = await serviceStates(platform.cluster, service);
    return reachFrom(platform.cluster, namespace, pod?.name ?? '', host, port);
  };

  it('let a service reach the brokers and nothing else', async () => {
    expect(await fromService('producer', bootstrapHost, brokerPort)).toBe('open');
    const elsewhere: readonly (readonly [string, number])[] = [
      [`consumer.${namespace}.svc`, services.consumer.port],
      ['kubernetes.default.svc', 443],
      ...[...(platform.brokers?.addresses.values() ?? [])].slice(0, 1).map((host) => [host, brokerPort] as const),
    ];
    for (const [host, port] of elsewhere) {
      expect(await fromService('producer', host, port)).toBe('ETIMEDOUT');
      // They are there: another pod of the namespace gets as far as they let it.
      if (host !== `consumer.${namespace}.svc`) expect(await stranger.reach(host, port)).toBe('open');
    }
    expect(await client.reach(`consumer.${namespace}.svc`, services.consumer.port)).toBe('open');
  });

  it('let only pods with the label call the services, and only pods with the other one reach the brokers', async () => {
    const { cluster } = platform;
    const producer: readonly [string, number] = [`producer.${namespace}.svc`, services.producer.port];
    expect(await client.reach(...producer)).toBe('open');
    expect(await stranger.reach(...producer)).toBe('ETIMEDOUT');
    expect(await stranger.reach(bootstrapHost, brokerPort)).toBe('ETIMEDOUT');
    const label = selectorOf(kafkaClientLabel);
    await cluster.mustKubectl(['-n', namespace, 'label', 'pod', stranger.name, label]);
    await waitUntil(
      'the label to open the brokers',
      async () => ((await stranger.reach(bootstrapHost, brokerPort)) === 'open' ? true : undefined),
      { timeoutMs: 20_000 },
    );
    expect(await stranger.reach(...producer)).toBe('ETIMEDOUT');
  });

  it('let no pod of another namespace in, whatever its labels', async () => {
    const labels = { ...kafkaClientLabel, 'millrace.dev/http-client': 'true' };
    const other = await ClientPod.start(platform.cluster, 'e2e-elsewhere', nodeImage, { namespace: 'default', labels });
    try {
      expect(await other.reach('kubernetes.default.svc', 443)).toBe('open');
      expect(await other.reach(`producer.${namespace}.svc`, services.producer.port)).toBe('ETIMEDOUT');
      expect(await other.reach(bootstrapHost, brokerPort)).toBe('ETIMEDOUT');
    } finally {
      await other.remove();
      await platform.cluster.api.remove(
        resourcePath('networking.k8s.io/v1', 'networkpolicies', 'default', 'e2e-clients'),
      );
    }
  });
});

describe('a second deploy', () => {
  const pods = async () => (await podStates(platform.cluster, '')).map(({ uid, restarts }) => ({ uid, restarts }));

  it('with no change changes nothing, neither in what is planned nor when every release is made again', async () => {
    const [manifests, running] = [await manifestsOf(platform.cluster), await pods()];
    const same = platform.synthesize();
    const planned = await platform.deploy(same);
    expect(planned.filter(({ action }) => action !== 'unchanged')).toEqual([]);
    if (isStandIn()) await platform.deploy(same, { again: true });
    expect(await manifestsOf(platform.cluster)).toEqual(manifests);
    expect(await pods()).toEqual(running);
  });

  // It could not be taken back: operator.test.ts does it on a topic of its own.
  onStandIn("that raises a topic's partitions changes that topic and no other object", async () => {
    const raised = platform.synthesize({ 'topics/posts/partitions': 6 });
    const steps = await platform.deploy(raised);
    const changed = steps.filter(({ action }) => action !== 'unchanged').map(({ address }) => address);
    expect(changed.sort()).toEqual(['helm_release.kafka-entities', 'terraform_data.kafka-entities-ready']);
    const admin = (await reader()).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['posts'] }).finally(() => admin.disconnect());
    expect(topics[0]?.partitions).toHaveLength(6);
    folder = raised;
  });

  it('that changes the services rolls them without a failed request, and loses nothing', async () => {
    const load = client.load(urlOf('producer', '/events'));
    const was = await serviceStates(platform.cluster, 'producer');
    const raised = isStandIn() ? { 'topics/posts/partitions': 6 } : {};
    const levels = serviceNames.map((name) => [`services/${name}/logLevel`, 'debug']);
    const changed = platform.synthesize({ ...raised, ...(Object.fromEntries(levels) as object) });
    const steps = await platform.deploy(changed).catch(async (error: unknown) => {
      await load.end();
      throw error;
    });
    expect(
      steps
        .filter(({ action }) => action !== 'unchanged')
        .map(({ address }) => address)
        .sort(),
    ).toEqual(['helm_release.services', 'terraform_data.services-ready']);
    // The old instances have gone, too.
    await waitUntil(
      'the old instances to be gone',
      async () => {
        const now = JSON.parse(await platform.cluster.mustKubectl(['-n', namespace, 'get', 'pods', '-o', 'json'])) as {
          readonly items: readonly { readonly metadata: { readonly uid: string } }[];
        };
        return now.items.some(({ metadata: { uid } }) => was.some((pod) => pod.uid === uid)) ? undefined : true;
      },
      { timeoutMs: 90_000, everyMs: 500 },
    );
    const { acknowledged, failures } = await load.end();
    expect(failures).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(500);
    const stored = await idsInPosts(await reader());
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    folder = changed;
  });
});

describe('a gate', () => {
  it('gives up after its time, and names what is not ready, with the reason', async () => {
    const { cluster } = platform;
    const topics = resourcePath('kafka.strimzi.io/v1', 'kafkatopics', namespace);
    const object = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: { name: 'e2e-impossible', namespace, labels: { 'strimzi.io/cluster': kafkaCluster.name } },
      spec: { partitions: 1, replicas: 7 },
    };
    await cluster.api.apply(`${topics}/${object.metadata.name}`, object);
    const request = {
      release: 'e2e',
      context: cluster.context,
      timeoutSeconds: 8,
      objects: [{ ...object, namespace, name: object.metadata.name, metadata: undefined, spec: undefined }],
      pods: [],
    };
    const ran = await run('node', ['--import', 'tsx', 'local/deploy/main.ts', 'await-ready'], {
      cwd: join(__dirname, '../..'),
      env: { ...cluster.env, [gateVariable]: JSON.stringify(request) },
    });
    await cluster.api.remove(`${topics}/${object.metadata.name}`);
    expect(ran.status).not.toBe(0);
    expect(ran.output).toContain('DEPLOY_NOT_READY: release e2e is not ready after 8 s');
    expect(ran.output).toMatch(/millrace\/KafkaTopic\/e2e-impossible: not Ready: .*replication.factor/is);
  });
});

describe('the release of the CRDs', () => {
  const name = 'kafkarebalances.kafka.strimzi.io';

  // It takes a CRD that looks older than it is: not on a platform that is used.
  onStandIn('is refused while objects may be stored in a version that it would drop', async () => {
    await whileStoredAs(platform.cluster.api, name, 'v1beta2', async () => {
      const upgrade = platform.deploy(folder, { again: true });
      await expect(upgrade).rejects.toThrow(
        /CRD_STORED_VERSION_DROPPED: kafkarebalances\.kafka\.strimzi\.io .*v1beta2/,
      );
    });
  });
});

describe('the loss of a node', () => {
  it('stops the service for no longer than it takes to see it, and loses nothing acknowledged', async () => {
    const { cluster, brokers } = platform;
    const mine = await client.node();
    const producers = await serviceStates(cluster, 'producer');
    const victim = producers.find(({ node }) => node !== mine);
    if (victim === undefined) throw new Error('every producer stands on the node of the client');
    const pods = await podStates(cluster, brokerSelector);
    const lostBroker = Number(pods.find(({ node }) => node === victim.node)?.name.replace(/^.*-/, ''));
    const load = client.load(urlOf('producer', '/events'), 5_000);
    await new Promise((settle) => setTimeout(settle, 3_000));
    // The broker's pod stands on that node; where the broker is a process beside the cluster, it dies with it.
    await Promise.all([cluster.killNode(victim.node), brokers?.kafka.node(lostBroker).kill()]);
    await awaitWithdrawn(cluster, 'producer', victim.node);
    // The network of the client's own node follows the endpoints a moment later.
    const unanswered = () => client.unanswered(urlOf('producer', '/health/live'));
    await waitUntil('the client to be sent to those that live', async () => (await unanswered()) === 0 || undefined, {
      timeoutMs: 30_000,
    });
    const noticed = client.load(urlOf('producer', '/events'), 5_000);
    await new Promise((settle) => setTimeout(settle, 15_000));
    const [during, after] = [await load.end(), await noticed.end()];
    await Promise.all([cluster.startNode(victim.node), brokers?.kafka.node(lostBroker).start()]);
    await awaitAvailable(cluster, 180_000);
    process.stdout.write(
      `    acknowledged ${during.acknowledged.length} and ${after.acknowledged.length}, failed ${during.failures.length} and ${after.failures.length}\n`,
    );
    // Once the node is known to be lost, who calls is served.
    expect(after.failures).toEqual([]);
    expect(after.acknowledged.length).toBeGreaterThan(100);
    const stored = await idsInPosts(await reader());
    expect([...during.acknowledged, ...after.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    const answer = await client.call('POST', urlOf('producer', '/events'), { source: 'e2e' });
    expect(answer.status).toBe(200);
    await brokers?.kafka.awaitFullIsr();
  });
});

describe('the proof', () => {
  it('holds through a killed broker, a rolling restart and a lost machine, and leaves nothing behind', async () => {
    const { faults, verdict, reasons } = await prove(platform, dir);
    expect({ verdict, reasons }).toEqual({ verdict: 'held', reasons: [] });
    expect(faults.map(({ name }) => name)).toEqual(['kill-leader', 'rolling-restart', 'lose-machine']);
    expect(await leftOfProof(platform, await reader())).toEqual([]);
    await awaitAvailable(platform.cluster, 180_000);
  });
});

describe('destroy', () => {
  onStandIn('leaves no object, finalizer or namespace behind, and keeps volumes, topics and CRDs', async () => {
    const { cluster, brokers } = platform;
    const records = (await idsInPosts(await reader())).size;
    await putBack();
    if (brokers === undefined) throw new Error('a platform that was there before the test is not destroyed');
    const crds = crdsOf(folder);
    await platform.destroy(folder);
    const left = added(before, await inventory(cluster));
    const volumes = left.filter((line) => line.startsWith('- PersistentVolume '));
    const definitions = left.filter((line) => line.startsWith('- CustomResourceDefinition '));
    expect(volumes).toHaveLength(6);
    expect(definitions.map((line) => line.split(' ')[2]).every((name) => crds.includes(name ?? ''))).toBe(true);
    const views = left.filter((line) => line.startsWith('- APIService '));
    expect(left.filter((line) => ![...volumes, ...definitions, ...views].includes(line))).toEqual([]);
    // The records too: the topic operator let go of the topics and deleted none.
    const offsets = await withAdmin(brokers.kafka.bootstrapServers, (admin) => admin.fetchTopicOffsets('posts'));
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBeGreaterThanOrEqual(records);
    expect(records).toBeGreaterThan(500);
    await deleteKept(cluster, left);
  });
});
