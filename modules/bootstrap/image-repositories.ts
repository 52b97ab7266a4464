import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Construct } from 'constructs';
import { imageRepositoryOf } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import { EncryptionKey } from '../aws/key';

/** Days after which an image without a tag goes: parts of a push that was broken off. */
const daysUntagged = 14;
/** Tagged images of a service that are kept, the newest: years of releases. A stack that runs an older one must move first. */
const tagged = 100;

const rule = (rulePriority: number, description: string, selection: object): object => ({
  rulePriority,
  description,
  selection,
  action: { type: 'expire' },
});

const lifecycle = JSON.stringify({
  rules: [
    rule(1, `Untagged after ${daysUntagged} days`, {
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber: daysUntagged,
    }),
    rule(2, `The newest ${tagged}`, {
      tagStatus: 'tagged',
      tagPatternList: ['*'],
      countType: 'imageCountMoreThan',
      countNumber: tagged,
    }),
  ],
});

export interface ImageRepositoriesProps {
  readonly account: AwsAccountSpec;
  readonly services: readonly string[];
}

/** A repository in ECR for each service. A tag names one image for ever; one that still has images is not deleted. */
export class ImageRepositories extends Construct {
  /** In the order of the services. */
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { account, services }: ImageRepositoriesProps) {
    super(scope, id);
    const key = new EncryptionKey(this, 'key', {
      name: `${account.name}-images`,
      description: "The services' images",
      account: account.id,
    });
    this.arns = services.map((service) => {
      const repository = new EcrRepository(this, service, {
        name: imageRepositoryOf(service),
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: key.arn }],
        forceDelete: false,
      });
      new EcrLifecyclePolicy(this, `${service}-lifecycle`, { repository: repository.name, policy: lifecycle });
      return repository.arn;
    });
  }
}
