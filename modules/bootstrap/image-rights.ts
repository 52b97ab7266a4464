import type { Statement } from '../aws/policy-document';
import { anyResource } from './rights';

/** To push images of the services, and to read back what is there; a tag that is there cannot be given to another image. */
export const imageRights = (repositories: readonly string[]): readonly Statement[] => [
  { sid: 'LogIn', actions: ['ecr:GetAuthorizationToken'], resources: anyResource },
  {
    sid: 'Push',
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImages',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    resources: repositories,
  },
];
