import type { kafkaCluster } from '../../model/cluster-names';
import { topologyKeys } from '../kubernetes/pods';
import { clusterLabel } from './names';
import type { PodTemplate } from './pods';

/** Where the pods of a pool may stand. */

export type SpreadConstraint = NonNullable<PodTemplate['topologySpreadConstraints']>[number];
export type PoolName = (typeof kafkaCluster.pools)[keyof typeof kafkaCluster.pools];

/** Nodes that a pool's pods are drawn to, and the taints that they put up with. */
export type Placement = Pick<PodTemplate, 'affinity' | 'tolerations'>;

/**
 * Evenly over the zones and, within what they leave, over the hosts: since 0.49 rack awareness alone spreads nothing.
 * Each pool counts its own pods, so that a controller never takes a broker's place.
 */
export function spreadOf(pool: PoolName, zoneKey: string, zones: number): SpreadConstraint[] {
  const labelSelector = { matchLabels: { ...clusterLabel, 'strimzi.io/pool-name': pool } };
  const strict = { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector };
  return [
    // A first pod binds its volume to a zone for good: while a zone's nodes are not up yet, its pods wait for it.
    { ...strict, topologyKey: zoneKey, minDomains: zones },
    // A host that is being drained does not count, or its pod could go nowhere.
    { ...strict, topologyKey: topologyKeys.host, nodeTaintsPolicy: 'Honor' },
  ];
}
