import type { Construct } from 'constructs';
import { mayDestroy } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import { PrivateBucket } from '../aws/private-bucket';
import { segmentBucket } from './remote-storage';

export interface SegmentBucketProps {
  readonly environment: EnvironmentOn<'eks'>;
}

/**
 * Records whose only copies are here. A plan that would destroy bucket or key is refused unless the environment names
 * `segments` in `destroyable`. Even then S3 keeps a bucket that is not empty, except where data may be deleted: there it
 * goes with all that is in it.
 */
export class SegmentBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { environment }: SegmentBucketProps) {
    const { account, dataDeletion } = environment.platform;
    const preventDestroy = !mayDestroy(environment, 'segments');
    super(scope, id, {
      name: segmentBucket(environment),
      key: {
        name: `${environment.name}-kafka-segments`,
        description: `Kafka segments of ${environment.name} in S3`,
        account: account.id,
        // Without it nothing in the bucket can be read.
        preventDestroy,
      },
      preventDestroy,
      forceDestroy: dataDeletion === 'allowed',
      // What was deleted by mistake can be had back so long; Kafka deletes each one in the end.
      oldVersions: { rule: 'deleted-segments', days: 7 },
      accepted: {
        CKV_AWS_18:
          'brokers alone read and write it, and each segment is a record of its own; CloudTrail can log who asked',
        CKV_AWS_144: 'a copy in another region is a matter of a second cluster, which knows the offsets too',
        CKV2_AWS_62: 'nobody waits for a segment',
      },
    });
  }
}
