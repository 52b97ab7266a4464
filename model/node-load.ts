import { addOnPods, daemonsOnEachNode } from './add-on-pods';
import type { KafkaDraft, ServiceDraft } from './draft';
import type { ClusterPlatform, EksPlatform, MinikubePlatform, Platform } from './environment';
import { allocatable, instanceTypeOf } from './instance-types';
import { mostInOnePlace } from './placement';
import { eksPods, platformPods, telemetryPods } from './platform-pods';
import { dealtOut, fullest, noRoom, ofPod, plus, share, times, type Room } from './room';
import type { Size } from './units';

const controllersOf = ({ controllers }: KafkaDraft): number => (controllers === 'combined' ? 0 : controllers);

/** Of `count` pods dealt out in turn, those of one node. */
const inTurn = (count: number, nodes: number, node: number): number => Math.ceil((count - node) / nodes);

/** The topic and the user operator are containers of one pod, the entity operator. */
const { nodeExporter, cruiseControl, prometheusAdapter, topicOperator, userOperator, ...onePodEach } = platformPods;

/** What the platform runs once in the whole cluster. */
function platformsOwn({ logs, traces }: ClusterPlatform, kafka: KafkaDraft, services: readonly ServiceDraft[]): Room[] {
  const { loki, tempo, traceCollector } = telemetryPods;
  const onLag = services.some(({ scaling }) => scaling?.metric === 'consumer-lag');
  const entityOperator = {
    cpu: topicOperator.cpu.plus(userOperator.cpu),
    memory: topicOperator.memory.plus(userOperator.memory),
  };
  return [
    ...Object.values(onePodEach),
    entityOperator,
    ...(kafka.cruiseControl ? [cruiseControl] : []),
    ...(onLag ? [prometheusAdapter] : []),
    ...(logs === 'none' ? [] : [loki]),
    ...(traces === 'none' ? [] : [tempo, traceCollector]),
  ].map(ofPod);
}

/** Every service with all the instances that its scaling allows, and one more of the largest, as while it is rolled. */
function servicePods(services: readonly ServiceDraft[], node: Room): Room[] {
  const pods = services.flatMap(({ replicas, scaling, resources }) =>
    Array.from({ length: scaling?.maxReplicas ?? replicas }, () => ofPod(resources)),
  );
  const [largest] = services.map(({ resources }) => ofPod(resources)).sort((a, b) => share(b, node) - share(a, node));
  return largest === undefined ? pods : [...pods, largest];
}

/** kubelet's own `maxPods`. */
const podsOfMinikube = 110;

/** Everything of a minikube runs on the same nodes; brokers and controllers are spread evenly. */
function minikubeLoad(platform: MinikubePlatform, kafka: KafkaDraft, services: readonly ServiceDraft[]): NodeLoad {
  const {
    node: { cpu, memory },
    zones,
    logs,
  } = platform;
  const available = { cpu, memory, pods: podsOfMinikube };
  const withKafka = zones.map((_, index) =>
    [
      times(inTurn(kafka.brokers, zones.length, index), ofPod(kafka.resources)),
      times(inTurn(controllersOf(kafka), zones.length, index), ofPod(kafka.controllerResources)),
      ofPod(nodeExporter),
      ...(logs === 'none' ? [] : [ofPod(telemetryPods.logAgent)]),
    ].reduce(plus),
  );
  const pods = [...platformsOwn(platform, kafka, services), ...servicePods(services, available)];
  return { path: 'platform.node', available, asked: fullest(dealtOut(pods, withKafka, available), available) };
}

/** What one node of a cluster has for pods, and what the busiest one is asked for. */
export interface NodeLoad {
  readonly path: string;
  readonly available: Room;
  readonly asked: Room;
}

/** What a node of that type has for pods; undefined for a type that is not known, which has a rule of its own. */
function roomOf(instanceType: string): Room | undefined {
  const type = instanceTypeOf(instanceType);
  return type === undefined ? undefined : { ...allocatable(type), pods: type.maxPods };
}

/** Brokers and controllers have nodes of their own, on which they are spread evenly. */
function kafkaNodeLoad({ kafkaNodes, zones }: EksPlatform, kafka: KafkaDraft): NodeLoad | undefined {
  const available = roomOf(kafkaNodes.instanceType);
  if (available === undefined) return undefined;
  const nodes = zones.length * kafkaNodes.perZone;
  const asked = [
    times(mostInOnePlace(kafka.brokers, nodes), ofPod(kafka.resources)),
    times(mostInOnePlace(controllersOf(kafka), nodes), ofPod(kafka.controllerResources)),
    { ...noRoom, pods: daemonsOnEachNode },
  ].reduce(plus);
  return { path: 'platform.kafkaNodes.instanceType', available, asked };
}

/** Pods dealt out to so many empty nodes. */
function groupLoad(
  path: string,
  instanceType: string,
  nodes: number,
  podsOn: (node: Room) => Room[],
): NodeLoad | undefined {
  const available = roomOf(instanceType);
  // A group without nodes has a rule of its own.
  if (available === undefined || !(nodes >= 1)) return undefined;
  const empty = Array.from({ length: Math.floor(nodes) }, () => ({ ...noRoom, pods: daemonsOnEachNode }));
  return { path, available, asked: fullest(dealtOut(podsOn(available), empty, available), available) };
}

/**
 * The platform's own pods while one zone is lost: they must find room in the others, for the group does not grow and who
 * mends a zone needs the operator, name resolution and metrics.
 */
function systemNodeLoad(
  platform: EksPlatform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): NodeLoad | undefined {
  const {
    systemNodes: { instanceType, perZone },
    zones,
  } = platform;
  const ofEks = [...Object.values(addOnPods), ...Object.values(eksPods)].flatMap((pods) =>
    Array.from({ length: pods.replicas }, () => ofPod(pods)),
  );
  const pods = [...platformsOwn(platform, kafka, services), ...ofEks];
  return groupLoad('platform.systemNodes', instanceType, (zones.length - 1) * perZone, () => pods);
}

/** All instances that scaling allows on as many nodes as there may be: of a lost zone's the others get new ones. */
function appNodeLoad(
  { appNodes: { instanceType, most } }: EksPlatform,
  services: readonly ServiceDraft[],
): NodeLoad | undefined {
  return groupLoad('platform.appNodes', instanceType, most, (node) => servicePods(services, node));
}

/** The busiest node of each group of an EKS environment whose type is known. */
export function busiestNodes(
  platform: EksPlatform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): { readonly kafka?: NodeLoad; readonly system?: NodeLoad; readonly apps?: NodeLoad } {
  const loads = {
    kafka: kafkaNodeLoad(platform, kafka),
    system: systemNodeLoad(platform, kafka, services),
    apps: appNodeLoad(platform, services),
  };
  return Object.fromEntries(Object.entries(loads).filter(([, load]) => load !== undefined));
}

/** The load of the busiest node of those with brokers; undefined on a laptop. */
export function busiestNode(
  platform: Platform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): NodeLoad | undefined {
  switch (platform.kind) {
    case 'minikube':
      return minikubeLoad(platform, kafka, services);
    case 'eks':
      return kafkaNodeLoad(platform, kafka);
    default:
      return undefined;
  }
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
