import type { KafkaDraft } from './draft';
import type { EksPlatform } from './environment';
import { instanceTypeOf } from './instance-types';
import { loadBalancersFor } from './load-balancers';
import { mostInOnePlace } from './placement';

/** How many addresses the nodes, pods and load balancers of an EKS environment want of one zone's subnet. */

/** Nodes that EKS may start beside those of a group, in each zone, before it ends old ones ("Managed node update behavior"). */
const surge = 2;

/** Network interfaces of the largest type of model/instance-types.ts; smaller ones have three or four. */
const mostInterfaces = 8;

/** The AWS Load Balancer Controller passes by a subnet that has fewer left ("Subnet auto-discovery"). */
const leftForALoadBalancer = 8;

/**
 * An upper bound: all addresses of all interfaces, which the VPC CNI may keep ready for pods to come. Each interface has one
 * of its own that no pod gets; `maxPods` has two pods more than the rest, which live on the node's own ("eni-max-pods.txt").
 */
export const addressesOfNode = (maxPods: number): number => maxPods - 2 + mostInterfaces;

/** @returns 0 for a type that is not known, which has a rule of its own */
function ofNodes(instanceType: string, nodes: number): number {
  const type = instanceTypeOf(instanceType);
  return type === undefined ? 0 : (nodes + surge) * addressesOfNode(type.maxPods);
}

/** Addresses of the busiest zone: every node full, every group rolled at once, another zone's services moved in. */
export function addressesInAZone(
  { zones, kafkaNodes, systemNodes, appNodes }: EksPlatform,
  { brokers }: Pick<KafkaDraft, 'brokers'>,
): number {
  const apps = mostInOnePlace(appNodes.most, zones.length - 1);
  return (
    ofNodes(kafkaNodes.instanceType, kafkaNodes.perZone) +
    ofNodes(systemNodes.instanceType, systemNodes.perZone) +
    ofNodes(appNodes.instanceType, apps) +
    // Each has one address in the zone.
    loadBalancersFor(brokers) +
    leftForALoadBalancer
  );
}
