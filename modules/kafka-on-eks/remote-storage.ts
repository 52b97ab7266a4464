import { segmentBucketOf } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import type { KafkaTarget } from '../kafka/kafka';
import { tcp } from '../kubernetes/network';

/** Where old segments go: bucket and brokers agree on it before either is made. */

export const segmentBucket = ({ name, platform }: Pick<EnvironmentOn<'eks'>, 'name' | 'platform'>): string =>
  segmentBucketOf(name, platform.account);

/** Address of the Pod Identity agent on each node, from which a pod has its credentials. */
const podIdentityAgent = '169.254.170.23/32';

/** None where the environment has no tiered storage. */
export function tieredStorageTarget(
  environment: EnvironmentOn<'eks'>,
): Pick<KafkaTarget, 'tieredStorage' | 'brokerEgress'> {
  const { tieredStorage, region } = environment.platform;
  if (tieredStorage === undefined) return {};
  return {
    tieredStorage: { ...tieredStorage, bucket: segmentBucket(environment), region },
    brokerEgress: [
      { to: [{ ipBlock: { cidr: podIdentityAgent } }], ports: [tcp(80)] },
      // S3 has addresses of AWS's own, which come and go; the network's endpoint for it lets through what the role may reach.
      { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [tcp(443)] },
    ],
  };
}
