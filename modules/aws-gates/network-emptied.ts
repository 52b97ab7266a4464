import { Construct, type IDependable } from 'constructs';
import { Duration } from '../../model/units';
import { awsGate } from './aws-gate';

export interface NetworkEmptiedProps {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly region: string;
  readonly vpcId: string;
  /** The network: all of it outlives this, and the cluster comes behind this. */
  readonly after: readonly IDependable[];
  /** AWS takes minutes to let go of a load balancer's network interfaces. @default 15 minutes */
  readonly timeout?: Duration;
}

/**
 * On destroy, when the cluster and its nodes are gone, it waits until AWS has let go of all that they had in the network,
 * deletes what the VPC CNI left behind, and names what stays. Subnets would fail one after the other, each after 20 minutes.
 */
export class NetworkEmptied extends Construct {
  constructor(scope: Construct, id: string, props: NetworkEmptiedProps) {
    super(scope, id);
    const { cluster, region, vpcId, after, timeout = Duration.minutes(15) } = props;
    const request = { cluster, region, vpcId, timeoutSeconds: timeout.toSeconds() };
    awsGate(this, { when: 'destroy', command: 'empty-network', request, after });
  }
}
