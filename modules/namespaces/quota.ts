import type { ResourceQuota } from 'kubernetes-types/core/v1';
import { namespaces } from '../../model/cluster-names';
import { controllerVolume } from '../../model/disks';
import type { Environment } from '../../model/environment';
import { labelsOf } from '../kubernetes/object';

export interface QuotaSettings {
  readonly environment: Pick<Environment, 'kafka' | 'services'>;
  /** Load balancers through which Services are reached from outside of the cluster. @default 0 */
  readonly loadBalancers?: number;
}

/**
 * How many times what the model asks for: as many brokers again for a move to others, and what is on its way out is
 * counted until it is gone, on a lost node for as long as the node is.
 */
const ROOM = 2;

/** Entity operator, Cruise Control, Kafka Exporter: one pod each. */
const operatorsPods = 3;

function nodesOf({ kafka }: QuotaSettings['environment']): { readonly brokers: number; readonly controllers: number } {
  return { brokers: kafka.brokers.length, controllers: kafka.controllers === 'combined' ? 0 : kafka.controllers };
}

function podsOf(environment: QuotaSettings['environment']): number {
  const { brokers, controllers } = nodesOf(environment);
  // Each service has one more while it is rolled.
  const instances = environment.services.map(({ replicas, scaling }) => (scaling?.maxReplicas ?? replicas) + 1);
  return brokers + controllers + operatorsPods + instances.reduce((sum, count) => sum + count, 0);
}

/**
 * What the platform's namespace may hold. It counts objects and volumes only: a quota of processors or memory would refuse
 * every pod that does not say what it needs, as some of the operator's containers do not; for the same reason there is no
 * LimitRange, which would give those the limits of somebody else.
 */
export function platformQuota({ environment, loadBalancers = 0 }: QuotaSettings): ResourceQuota {
  const { brokers, controllers } = nodesOf(environment);
  const storage = environment.kafka.volume.size.times(brokers).plus(controllerVolume.times(controllers)).times(ROOM);
  const name = 'platform';
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace: namespaces.platform, labels: labelsOf({ name, component: 'namespace' }) },
    spec: {
      hard: {
        pods: String(podsOf(environment) * ROOM),
        persistentvolumeclaims: String((brokers + controllers) * ROOM),
        'requests.storage': storage.toQuantity(),
        // Load balancers go to pods, without a port of every node.
        'services.nodeports': '0',
        'services.loadbalancers': String(loadBalancers * ROOM),
      },
    },
  };
}
