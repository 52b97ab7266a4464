import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { PrivateBucket } from '../aws/private-bucket';
import { segmentBucket } from './remote-storage';

export interface SegmentBucketProps {
  readonly environment: EnvironmentOn<'eks'>;
}

/**
 * Records whose only copies are here. Where the environment forbids the deletion of data, a destroy that would take the
 * bucket is refused before it starts: S3 would keep a bucket that is not empty too, but what is in it could not be read
 * once its key had gone. Where it allows it, the bucket goes with all that is in it.
 */
export class SegmentBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { environment }: SegmentBucketProps) {
    const { account, dataDeletion } = environment.platform;
    super(scope, id, {
      name: segmentBucket(environment),
      key: {
        name: `${environment.name}-kafka-segments`,
        description: `Kafka segments of ${environment.name} in S3`,
        account: account.id,
      },
      deletable: dataDeletion === 'allowed',
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
