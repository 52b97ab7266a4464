import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../../../local/deploy/chosen';
import { services } from '../../../contracts/services';
import { bootstrapServer, kubernetesNameOf, namespaces } from '../../../model/cluster-names';
import type { FaultNeed } from '../../faults/fault';
import type { StoredRecord } from '../../ledger/entries';
import type { LedgerTopic, Sample, Target } from '../../run/target';
import { mustBeConfirmed, openAccess, type OpenAccess } from './access';
import { AgentsPod } from './agents-pod';
import { BrokerWatch } from './broker-watch';
import { ClusterViews } from './cluster-views';
import { kafkaNodesOf, kafkaVersionOf, podMannerOf } from './deployed';
import { KubernetesGround } from './ground';
import { KafkaPods } from './kafka-pods';
import { Kubectl } from './kubectl';
import { removeAll, removeLeftovers, untilGone, untilReady } from './ledger-objects';
import { ClusterMachines, type NodePower } from './machines';
import { topicPrefix } from './names';
import { policyObject, topicObject, userObject } from './objects';
import { podObject, securityOf } from './pod-object';
import { reasons } from './unavailable';

export interface KubernetesTargetOptions {
  /** For kubectl, aws and the way to them. */
  readonly env: NodeJS.ProcessEnv;
  /** On this machine: programs, logs, journals. */
  readonly dir: string;
  /** The topic whose leaders are looked for. */
  readonly topic: string;
  readonly partitions: number;
  /** Whether posts may be written to the environment's own topic, through its own producer service. @default false */
  readonly http?: boolean;
  /** The name of an environment on EKS, given by whoever knows what happens to it. @default - nothing was said */
  readonly confirmed?: string;
  /** Of the cluster's machines. @default - nobody's: a machine is cordoned and emptied */
  readonly power?: NodePower;
  /** @default - nothing is reported */
  readonly onProgress?: (line: string) => void;
}

const TOPICS = 'kafkatopics.kafka.strimzi.io';

/** What `open` has got together. */
interface Parts {
  readonly environment: Cluster;
  readonly options: KubernetesTargetOptions;
  readonly access: OpenAccess;
  readonly kubectl: Kubectl;
  readonly agents: AgentsPod;
  readonly machines: ClusterMachines;
  readonly views: ClusterViews;
  readonly ground: KubernetesGround;
  readonly kafkaVersion: string;
}

/** A deployed environment, put to the proof by a pod of its own. */
class KubernetesTarget implements Target {
  readonly ground: KubernetesGround;
  readonly kafka;
  readonly kafkaVersions: readonly string[];
  readonly brokerSettings = {};
  readonly description: string;
  private topics: readonly string[] = [];
  private readonly watch: BrokerWatch;

  constructor(private readonly parts: Parts) {
    const { environment, ground, machines, kafkaVersion, agents } = parts;
    this.ground = ground;
    this.kafka = kafkaOf(environment);
    this.kafkaVersions = [kafkaVersion];
    const zones = new Set(ground.brokers.map((broker) => ground.zoneOf(broker)));
    this.description =
      `${environment.name}, on ${environment.platform.kind}, ${ground.brokers.length} brokers in ${zones.size} zones; ` +
      `a lost machine is one that was ${machines.manner}`;
    this.watch = new BrokerWatch(agents.probe, ground.brokers, () => this.topics);
  }

  unavailable(need: FaultNeed): string | undefined {
    return reasons[need];
  }

  /** Topics of the platform stay as they are: only the ledger's own are its to make. */
  async freshTopics(topics: readonly LedgerTopic[]): Promise<void> {
    const { kubectl, views } = this.parts;
    const own = topics.filter(({ name }) => name.startsWith(topicPrefix));
    const names = own.map(({ name }) => kubernetesNameOf(name));
    await kubectl.delete(TOPICS, names);
    await untilGone(kubectl, TOPICS, names);
    const objects = own.map(topicObject);
    await kubectl.apply(objects);
    for (const object of objects) await untilReady(kubectl, object);
    await views.untilSeen(own);
    this.topics = own.map(({ name }) => name);
  }

  journalPath(agent: string): string {
    return AgentsPod.journalPath(agent);
  }

  readonly startAgent: Target['startAgent'] = (spec) => this.parts.agents.start(spec);

  startProducerService(): ReturnType<Target['startProducerService']> {
    if (this.parts.options.http !== true) return Promise.resolve(undefined);
    const url = `http://producer.${namespaces.platform}.svc:${services.producer.port}`;
    return Promise.resolve({ url, stop: () => Promise.resolve() });
  }

  journalOf(agent: string): Promise<string> {
    return this.parts.agents.journalOf(agent);
  }

  scan(topic: string): Promise<readonly StoredRecord[]> {
    return this.parts.agents.scan(topic);
  }

  sample(): Promise<Sample> {
    return this.watch.sample();
  }

  recover(): Promise<void> {
    return this.parts.machines.recover();
  }

  /** All that was made is removed, also when some of it cannot be: what is left is said. */
  async close(): Promise<void> {
    const { agents, machines, kubectl, access, options } = this.parts;
    await this.watch.end();
    const say = options.onProgress ?? (() => undefined);
    // Nobody is kept waiting for what a broker that is away could do: these are names and positions.
    await agents.deleteGroups().catch((error: unknown) => say(`left: ${(error as Error).message}`));
    try {
      await machines.recover();
    } finally {
      agents.probe.close();
      await tidy(kubectl, access);
    }
  }
}

async function tidy(kubectl: Kubectl, access: OpenAccess): Promise<void> {
  try {
    await removeAll(kubectl);
  } finally {
    await access.close();
  }
}

const kafkaOf = ({ kafka }: Cluster) => ({
  bootstrapServers: bootstrapServer,
  security: securityOf(kafka.authentication),
});

/** Objects of a run but its topics; the user comes before the pod, which must not start with an older run's password. */
async function makePlace(kubectl: Kubectl, environment: Cluster, http: boolean): Promise<void> {
  const { authentication } = environment.kafka;
  const manner = await podMannerOf(kubectl, environment);
  const user = userObject(authentication, http ? ['posts'] : []);
  await kubectl.apply([user, policyObject()]);
  await untilReady(kubectl, user);
  const pod = podObject(manner, authentication);
  await kubectl.apply([pod]);
  await untilReady(kubectl, pod);
}

async function assemble(
  environment: Cluster,
  options: KubernetesTargetOptions,
  access: OpenAccess,
  kubectl: Kubectl,
): Promise<Target> {
  const { dir, topic, partitions, power, http = false, onProgress = () => undefined } = options;
  const kafkaVersion = await kafkaVersionOf(kubectl, environment);
  const pods = new KafkaPods(kubectl);
  const { zones, controllers } = await kafkaNodesOf(pods, environment);
  onProgress(`brokers ${[...zones].map(([id, zone]) => `${id} in ${zone}`).join(', ')}`);
  await makePlace(kubectl, environment, http);
  await mkdir(join(dir, 'journals'), { recursive: true });
  const agents = await AgentsPod.open({ kubectl, kafka: kafkaOf(environment), dir });
  onProgress(`agents in a pod on ${agents.node}`);
  const views = new ClusterViews(agents.probe, pods, [...zones.keys()]);
  const sessionTimeoutMs = environment.kafka.brokerSessionTimeout.toMilliseconds();
  const machines = new ClusterMachines(kubectl, pods, power);
  const ground = new KubernetesGround({
    kubectl,
    pods,
    views,
    zones,
    controllers,
    topic,
    partitions,
    sessionTimeoutMs,
    machines,
  });
  return new KubernetesTarget({ environment, options, access, kubectl, agents, machines, views, ground, kafkaVersion });
}

/**
 * A deployed environment as a target: topics, a user and a pod of the proof's own beside what is there, removed by `close`.
 * What a run that was killed has left is removed first. Nothing of the environment's own is written, unless `http` is asked.
 * @throws KubernetesTargetError, DeployError
 */
export async function openKubernetesTarget(environment: Cluster, options: KubernetesTargetOptions): Promise<Target> {
  mustBeConfirmed(environment, options.confirmed);
  const access = await openAccess(environment, options.env);
  const kubectl = new Kubectl(access.flags, options.env);
  try {
    await removeLeftovers(kubectl, options.onProgress ?? (() => undefined));
  } catch (error) {
    await access.close();
    throw error;
  }
  try {
    return await assemble(environment, options, access, kubectl);
  } catch (error) {
    await tidy(kubectl, access).catch(() => undefined); // what went wrong first is what is said
    throw error;
  }
}
