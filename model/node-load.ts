import type { KafkaDraft, ServiceDraft } from './draft';
import type { MinikubePlatform, Platform } from './environment';
import { allocatable, instanceTypes } from './instance-types';
import { mostInOnePlace } from './placement';
import { platformPods } from './platform-pods';
import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

const none: ResourcesSpec = { cpu: Cpu.millicores(0), memory: Size.bytes(0) };

const plus = (a: ResourcesSpec, b: ResourcesSpec): ResourcesSpec => ({
  cpu: a.cpu.plus(b.cpu),
  memory: a.memory.plus(b.memory),
});

const times = (count: number, { cpu, memory }: ResourcesSpec): ResourcesSpec => ({
  cpu: cpu.times(count),
  memory: memory.times(count),
});

/** How full a node is: the scarcer of processors and memory, 1 when nothing is left of it. */
function share(asked: ResourcesSpec, available: ResourcesSpec): number {
  return Math.max(
    asked.cpu.toMillicores() / available.cpu.toMillicores(),
    asked.memory.toBytes() / available.memory.toBytes(),
  );
}

const controllersOf = ({ controllers }: KafkaDraft): number => (controllers === 'combined' ? 0 : controllers);

/** Of `count` pods dealt out in turn, those of one node. */
const inTurn = (count: number, nodes: number, node: number): number => Math.ceil((count - node) / nodes);

/** The topic and the user operator are containers of one pod, the entity operator. */
const { nodeExporter, cruiseControl, prometheusAdapter, topicOperator, userOperator, ...onePodEach } = platformPods;

/** What the platform runs once in the whole cluster. */
function platformsOwn(kafka: KafkaDraft, services: readonly ServiceDraft[]): ResourcesSpec[] {
  const onLag = services.some(({ scaling }) => scaling?.metric === 'consumer-lag');
  return [
    ...Object.values(onePodEach),
    plus(topicOperator, userOperator),
    ...(kafka.cruiseControl ? [cruiseControl] : []),
    ...(onLag ? [prometheusAdapter] : []),
  ];
}

/** Every service with all the instances that its scaling allows, and one more of the largest, as while it is rolled. */
function servicePods(services: readonly ServiceDraft[], node: ResourcesSpec): ResourcesSpec[] {
  const [largest] = services.toSorted((a, b) => share(b.resources, node) - share(a.resources, node));
  const pods = services.flatMap(({ replicas, scaling, resources }) =>
    Array.from({ length: scaling?.maxReplicas ?? replicas }, () => resources),
  );
  return largest === undefined ? pods : [...pods, largest.resources];
}

/**
 * What each node of a minikube is asked for. Brokers and controllers are spread evenly; the other pods are dealt out
 * largest first, each to the node with the most room, much as the scheduler does.
 */
function nodeLoads(platform: MinikubePlatform, kafka: KafkaDraft, services: readonly ServiceDraft[]): ResourcesSpec[] {
  const { node, zones } = platform;
  const loads = zones.map((_, index) =>
    [
      times(inTurn(kafka.brokers, zones.length, index), kafka.resources),
      times(inTurn(controllersOf(kafka), zones.length, index), kafka.controllerResources),
      nodeExporter,
    ].reduce(plus),
  );
  const pods = [...platformsOwn(kafka, services), ...servicePods(services, node)];
  for (const pod of pods.sort((a, b) => share(b, node) - share(a, node))) {
    const shares = loads.map((load) => share(load, node));
    const emptiest = shares.indexOf(Math.min(...shares));
    loads[emptiest] = plus(loads[emptiest] ?? none, pod);
  }
  return loads;
}

/** What one node of a cluster has for pods, and what the busiest one is asked for. */
export interface NodeLoad {
  readonly path: string;
  readonly available: ResourcesSpec;
  readonly asked: ResourcesSpec;
}

/**
 * The load of the busiest node. On minikube everything runs on the same nodes; on EKS brokers and controllers, spread
 * evenly, have nodes of their own. Undefined on a laptop.
 */
export function busiestNode(
  platform: Platform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): NodeLoad | undefined {
  if (platform.kind === 'minikube') {
    const { node } = platform;
    const [asked = none] = nodeLoads(platform, kafka, services).sort((a, b) => share(b, node) - share(a, node));
    return { path: 'platform.node', available: node, asked };
  }
  if (platform.kind !== 'eks') return undefined;
  const { instanceType, perZone } = platform.kafkaNodes;
  const type = Object.hasOwn(instanceTypes, instanceType) ? instanceTypes[instanceType] : undefined;
  if (type === undefined) return undefined;
  const nodes = platform.zones.length * perZone;
  const asked = plus(
    times(mostInOnePlace(kafka.brokers, nodes), kafka.resources),
    times(mostInOnePlace(controllersOf(kafka), nodes), kafka.controllerResources),
  );
  return { path: 'platform.kafkaNodes.instanceType', available: allocatable(type), asked };
}

/** What all brokers of a laptop ask for, and with compose the services as well; undefined on a cluster. */
export function laptopMemory(
  platform: Platform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): Size | undefined {
  const brokers = kafka.resources.memory.times(kafka.brokers);
  if (platform.kind === 'embedded') return brokers;
  if (platform.kind !== 'compose') return undefined;
  return services.reduce((total, { replicas, resources }) => total.plus(resources.memory.times(replicas)), brokers);
}
