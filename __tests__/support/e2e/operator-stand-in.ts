/**
 * Test code: does to the Kubernetes API and to the brokers what Strimzi's operators do, for clusters that cannot pull the
 * operator's image: objects become real (topics, users with their secrets, pods, Services), their status says so, and the
 * topic operator's finalizer holds topics that are deleted. It stops when its release goes, like the operator.
 *
 * Sources, in strimzi/strimzi-kafka-operator 1.2: `KafkaPool.generateNodePoolStatus` (pools have no condition Ready),
 * `topic-operator/.../BatchingTopicController.java` (finalizer, `strimzi.io/managed`), `StatusUtils.java`, `KafkaUserStatus`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Pod, Secret } from 'kubernetes-types/core/v1';
import { reconcileTopics } from '../../../local/kafka';
import { withAdmin } from '../../../local/kafka/cluster-probe';
import { kafkaCluster, namespaces, userOf } from '../../../model/cluster-names';
import { containerSecurity } from '../../../modules/kubernetes/pods';
import type { Kafka, KafkaNodePool, KafkaTopic, KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import { applyUsers } from '../user-operator';
import { BrokerLives } from './broker-lives';
import { bootstrapService, type BrokerMachines } from './broker-machines';
import { claimsOf, networkPolicyOf, nodesOf, podObject, servicesOf, wayToTheBrokers } from './kafka-children';
import { resourcePath, type KubernetesApi, type Stored } from './kubernetes-api';
import type { StandIn } from './release-runner';

const { platform: namespace } = namespaces;
const API = 'kafka.strimzi.io/v1';
const FINALIZER = 'strimzi.io/topic-operator';
const EVERY_MS = 400;

const path = (plural: string, name?: string): string => resourcePath(API, plural, namespace, name);
const core = (plural: string, name?: string): string => resourcePath('v1', plural, namespace, name);
const policies = (name: string): string => resourcePath('networking.k8s.io/v1', 'networkpolicies', namespace, name);

interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}
type WithStatus = Stored & { readonly status?: Status };

const condition = (type: string, more: object = {}): object => ({
  type,
  status: 'True',
  lastTransitionTime: new Date().toISOString(),
  ...more,
});

const isSettled = ({ metadata, status }: WithStatus): boolean =>
  status?.observedGeneration === metadata.generation && status?.conditions?.[0]?.type === 'Ready';

const isReady = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const operatorRelease = 'strimzi-operator';
/** Not the operator's own name: by that it is told whether the operator is there. */
const standInDeployment = 'operator-stand-in';
const deployments = resourcePath('apps/v1', 'deployments', namespaces.operator);

/** The chart's label; the pod does nothing. */
function deploymentObject(image: string): Deployment {
  const labels = { 'strimzi.io/kind': 'cluster-operator' };
  const command = ['node', '-e', "process.on('SIGTERM', () => process.exit(0)); setInterval(() => undefined, 1e9)"];
  const securityContext = { ...containerSecurity, capabilities: { drop: [...containerSecurity.capabilities.drop] } };
  const container = { name: 'sleeper', image, imagePullPolicy: 'IfNotPresent', command, securityContext };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: standInDeployment,
      namespace: namespaces.operator,
      labels,
      // As Helm marks what a release has made: the gates look for it.
      annotations: { 'meta.helm.sh/release-name': operatorRelease },
    },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  };
}

export interface OperatorStandInOptions {
  readonly api: KubernetesApi;
  readonly brokers: BrokerMachines;
  /** For the pods of brokers and controllers. */
  readonly image: string;
  readonly say: (line: string) => void;
}

export class OperatorStandIn implements StandIn {
  private running: Promise<void> | undefined;
  private ending = false;
  private lastError = '';
  private readonly lives: BrokerLives;

  constructor(private readonly options: OperatorStandInOptions) {
    this.lives = new BrokerLives(options.brokers.kafka, (error) => this.complain(error));
  }

  /** With a Deployment for the release's gates to wait for, as the chart has one. */
  async install(): Promise<void> {
    this.ending = false;
    this.running ??= this.work();
    const { api, image } = this.options;
    await api.apply(`${deployments}/${standInDeployment}`, deploymentObject(image));
  }

  async uninstall(): Promise<void> {
    await this.stop();
    await this.options.api.remove(`${deployments}/${standInDeployment}`);
  }

  /** Of this process; what is in the cluster stays. */
  async stop(): Promise<void> {
    this.ending = true;
    await this.running;
    this.running = undefined;
    await this.lives.settled();
  }

  private async work(): Promise<void> {
    while (!this.ending) {
      for (const reconcile of [this.cluster, this.topics, this.users]) {
        await reconcile.call(this).catch((error: unknown) => this.complain(error));
      }
      await pause(EVERY_MS);
    }
  }

  /** Once: the next round tries again. */
  private complain(error: unknown): void {
    if (messageOf(error) === this.lastError) return;
    this.lastError = messageOf(error);
    this.options.say(`operator's stand-in: ${this.lastError}`);
  }

  private setStatus(plural: string, { metadata }: Stored, status: object): Promise<void> {
    const observedGeneration = metadata.generation;
    return this.options.api.merge(`${path(plural, metadata.name)}/status`, {
      status: { observedGeneration, ...status },
    });
  }

  private async cluster(): Promise<void> {
    const { api } = this.options;
    const [kafka] = await api.list<Kafka & WithStatus>(path('kafkas'));
    if (kafka === undefined || kafka.metadata.deletionTimestamp !== undefined) return;
    const pools = await api.list<KafkaNodePool & WithStatus>(path('kafkanodepools'));
    if (!isSettled(kafka)) await this.children(kafka);
    const ready = await this.pods(kafka, pools);
    if (!ready || isSettled(kafka)) return;
    for (const pool of pools) {
      const nodeIds = nodesOf([pool]).map(({ id }) => id);
      await this.setStatus('kafkanodepools', pool, { nodeIds, roles: pool.spec.roles, replicas: nodeIds.length });
    }
    const { name, port } = kafkaCluster.listener;
    const host = `${bootstrapService}.${namespace}.svc`;
    await this.setStatus('kafkas', kafka, {
      conditions: [condition('Ready')],
      kafkaVersion: kafka.spec.kafka.version,
      kafkaMetadataVersion: kafka.spec.kafka.metadataVersion,
      listeners: [{ name, addresses: [{ host, port }], bootstrapServers: `${host}:${port}` }],
      kafkaNodePools: pools.map(({ metadata }) => ({ name: metadata.name })),
    });
  }

  private async children(kafka: Kafka): Promise<void> {
    const { api, brokers } = this.options;
    for (const service of servicesOf(kafka)) await api.apply(core('services', service.metadata?.name), service);
    for (const policy of [networkPolicyOf(kafka), wayToTheBrokers(kafka, [...brokers.addresses.values()])])
      await api.apply(policies(policy.metadata?.name ?? ''), policy);
    const secret = await brokers.caSecret();
    await api.ensure(core('secrets'), secret as Stored);
  }

  /** @returns whether all of them are there and ready; one that was lost is made again */
  private async pods(kafka: Kafka, pools: readonly KafkaNodePool[]): Promise<boolean> {
    const { api, brokers, image } = this.options;
    const there = new Map(
      (await api.list<Pod>(core('pods'), `strimzi.io/cluster=${kafkaCluster.name}`)).map((pod) => [
        pod.metadata?.name,
        pod,
      ]),
    );
    const nodes = nodesOf(pools);
    // Pods also go with the Kafka object, and its brokers outlive that.
    const stays = (await api.list<Kafka>(path('kafkas'))).some(({ metadata }) => !metadata.deletionTimestamp);
    for (const node of stays ? nodes : []) {
      const pod = there.get(node.pod);
      if (pod !== undefined) {
        if (node.isBroker) this.lives.there(node.id, pod);
        continue;
      }
      if (node.isBroker && !this.lives.gone(node.id)) continue;
      for (const claim of claimsOf(node)) await api.ensure(core('persistentvolumeclaims'), claim as Stored);
      const address = node.isBroker ? brokers.addresses.get(node.id) : undefined;
      await api.ensure(core('pods'), podObject({ kafka, node, image, address }));
    }
    return nodes.every(({ pod }) => there.has(pod) && isReady(there.get(pod) ?? {}));
  }

  private async topics(): Promise<void> {
    const topics = await this.options.api.list<KafkaTopic & WithStatus>(path('kafkatopics'));
    const leaving = topics.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    for (const topic of leaving) await this.letGo(topic);
    for (const topic of topics.filter((one) => !leaving.includes(one) && !isSettled(one))) await this.makeTopic(topic);
  }

  private async letGo({ metadata, spec }: KafkaTopic & WithStatus): Promise<void> {
    const { api, brokers } = this.options;
    const finalizers = metadata.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return;
    const name = spec.topicName ?? metadata.name ?? '';
    if (metadata.annotations?.['strimzi.io/managed'] !== 'false')
      await withAdmin(brokers.kafka.bootstrapServers, async (admin) => {
        // One that was never made is gone, too.
        if ((await admin.listTopics()).includes(name)) await admin.deleteTopics({ topics: [name] });
      });
    await api.merge(path('kafkatopics', metadata.name), {
      metadata: { finalizers: finalizers.filter((one) => one !== FINALIZER) },
    });
  }

  private async makeTopic(topic: KafkaTopic & WithStatus): Promise<void> {
    const { api, brokers } = this.options;
    const { metadata, spec } = topic;
    if (metadata.annotations?.['strimzi.io/managed'] === 'false') return;
    if (!(metadata.finalizers ?? []).includes(FINALIZER))
      await api.merge(path('kafkatopics', metadata.name), {
        metadata: { finalizers: [...(metadata.finalizers ?? []), FINALIZER] },
      });
    const name = spec.topicName ?? metadata.name ?? '';
    const { partitions = 1, replicas: replicationFactor = 1 } = spec;
    const entries = Object.entries(spec.config ?? {});
    const config = Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
    await reconcileTopics(brokers.kafka.bootstrapServers, [{ name, partitions, replicationFactor, config }])
      .then(() => this.setStatus('kafkatopics', topic, { conditions: [condition('Ready')], topicName: name }))
      .catch((error: unknown) => {
        const refused = condition('Ready', { status: 'False', reason: 'KafkaError', message: messageOf(error) });
        return this.setStatus('kafkatopics', topic, { conditions: [refused], topicName: name });
      });
  }

  private async users(): Promise<void> {
    const { api, brokers } = this.options;
    const users = (await api.list<KafkaUser & WithStatus>(path('kafkausers'))).filter((user) => !isSettled(user));
    const secrets = await api.list<Secret>(core('secrets'));
    const withSecret = (user: KafkaUser): boolean =>
      secrets.some(({ metadata }) => metadata?.name === user.metadata.name);
    // A list's items do not say what they are.
    const fresh = users
      .filter((user) => !withSecret(user))
      .map((user) => ({ ...user, apiVersion: API, kind: 'KafkaUser' as const }));
    if (fresh.length > 0) {
      const made = await applyUsers(fresh as KafkaUser[], { bootstrapServers: brokers.kafka.bootstrapServers });
      for (const secret of made) await api.ensure(core('secrets'), secret as Stored);
    }
    for (const user of users) {
      const name = userOf(user.metadata.name ?? '');
      await this.setStatus('kafkausers', user, { conditions: [condition('Ready')], username: name, secret: name });
    }
  }
}
