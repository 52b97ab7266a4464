import { nodeLabels, nodePools } from '../../model/aws-names';
import { brokerHardware } from '../../model/capacity/hardware';
import type { EnvironmentOn } from '../../model/environment';
import { DataRate } from '../../model/units';
import type { KafkaTarget } from '../kafka/kafka';
import type { Placement } from '../kafka/placement';
import { externalListeners } from './listener';
import { tieredStorageTarget } from './remote-storage';
import { storageParameters, volumeAttributesOf } from './volumes';

/** What of the network Kafka must know. */
export interface EksKafkaNetwork {
  /** Of the three zones, where pods, nodes and load balancers stand. */
  readonly privateCidrs: readonly string[];
}

/** The API server's Service and the control plane's interfaces behind it have the same port. */
const apiServerPorts = [443] as const;

/**
 * Brokers and controllers have nodes of their own, which no other pod puts up with. There a broker may take what
 * processor it needs (requests, no limit: `resourcesOf`), and all memory beside its heap is page cache: the rule of
 * `kafka.resources` keeps that free within the pod, the dedicated node keeps neighbours from pushing it out.
 */
const onKafkaNodes: Placement = {
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: nodeLabels.pool, operator: 'In', values: [nodePools.kafka] }] },
        ],
      },
    },
  },
  tolerations: [{ key: nodeLabels.dedicated, operator: 'Equal', value: nodePools.kafka, effect: 'NoSchedule' }],
};

/**
 * A broker's part of its node's baseline, the whole of it: AWS grants it each way, disks have a network of their own, and
 * Cruise Control stays below 80 % of it by itself. The burst beyond is credits, which a rebalance of hours would use up.
 */
function networkOf({ platform, kafka }: EnvironmentOn<'eks'>): DataRate | undefined {
  const hardware = brokerHardware(platform, kafka.brokers.length, kafka.volume);
  return hardware && DataRate.bytesPerSecond(Math.floor(hardware.network));
}

/** What Kafka has on EKS; pure. */
export function eksKafkaTarget(environment: EnvironmentOn<'eks'>, { privateCidrs }: EksKafkaNetwork): KafkaTarget {
  const network = networkOf(environment);
  return {
    apiServerPorts,
    brokers: onKafkaNodes,
    controllers: onKafkaNodes,
    parameters: storageParameters(environment),
    volumeAttributes: volumeAttributesOf(environment),
    extraListeners: externalListeners(environment, privateCidrs),
    drainCleaner: true,
    maintenanceWindows: environment.platform.maintenanceWindows,
    ...(network === undefined ? {} : { network }),
    ...tieredStorageTarget(environment),
  };
}
