import type { KafkaDraft, ServiceDraft } from './draft';
import type { Platform } from './environment';
import { allocatable, instanceTypes } from './instance-types';
import { mostInOnePlace } from './placement';
import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

const none: ResourcesSpec = { cpu: Cpu.millicores(0), memory: Size.bytes(0) };

function sum(parts: readonly (readonly [count: number, resources: ResourcesSpec])[]): ResourcesSpec {
  return parts.reduce(
    (total, [count, { cpu, memory }]) => ({
      cpu: total.cpu.plus(cpu.times(count)),
      memory: total.memory.plus(memory.times(count)),
    }),
    none,
  );
}

function kafkaOn(nodes: number, kafka: KafkaDraft): [number, ResourcesSpec][] {
  const controllers = kafka.controllers === 'combined' ? 0 : kafka.controllers;
  return [
    [mostInOnePlace(kafka.brokers, nodes), kafka.resources],
    [mostInOnePlace(controllers, nodes), kafka.controllerResources],
  ];
}

/** The pods of the node that has the largest ones, when all pods are dealt out evenly. */
function servicesOnANode(services: readonly ServiceDraft[], nodes: number): [number, ResourcesSpec][] {
  const pods = services.flatMap(({ replicas, resources }) => Array.from({ length: replicas }, () => resources));
  const largestFirst = pods.sort((a, b) => b.cpu.compare(a.cpu) || b.memory.compare(a.memory));
  return largestFirst.slice(0, mostInOnePlace(pods.length, nodes)).map((resources) => [1, resources]);
}

/** What one node of a cluster has for pods, and what the busiest one is asked for. */
export interface NodeLoad {
  readonly path: string;
  readonly available: ResourcesSpec;
  readonly asked: ResourcesSpec;
}

/**
 * The load of the busiest node, brokers and controllers spread evenly. On minikube the services' pods run on the same
 * nodes, as many on each, the largest together; on EKS they have nodes of their own.
 */
export function busiestNode(
  platform: Platform,
  kafka: KafkaDraft,
  services: readonly ServiceDraft[],
): NodeLoad | undefined {
  if (platform.kind === 'minikube') {
    const nodes = platform.zones.length;
    const asked = sum([...kafkaOn(nodes, kafka), ...servicesOnANode(services, nodes)]);
    return { path: 'platform.node', available: platform.node, asked };
  }
  if (platform.kind !== 'eks') return undefined;
  const { instanceType, perZone } = platform.kafkaNodes;
  const type = Object.hasOwn(instanceTypes, instanceType) ? instanceTypes[instanceType] : undefined;
  if (type === undefined) return undefined;
  const asked = sum(kafkaOn(platform.zones.length * perZone, kafka));
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
