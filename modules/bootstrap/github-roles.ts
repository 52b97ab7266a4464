import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import { ciRoles } from '../../model/account-names';
import type { AwsAccountSpec } from '../../model/spec';
import type { Statement } from '../aws/policy-document';
import { CiRole, type CiRoleProps } from './ci-role';
import { deployClusterRights } from './deploy-cluster-rights';
import { deployIamRights } from './deploy-iam-rights';
import { deployNetworkRights } from './deploy-network-rights';
import { imageRights } from './image-rights';
import { planRights } from './plan-rights';
import { writeStates, type RightsProps } from './rights';

/** Who signs the tokens of GitHub's workflows, and whom the tokens for AWS are for. */
const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

export interface GitHubRolesProps {
  readonly account: AwsAccountSpec;
  /** As the subjects of its tokens name it: `owner/name`, or `owner@id/name@id`. */
  readonly repository: string;
  readonly environments: readonly string[];
  readonly stateKeyArn: string;
  /** ARNs of the image repositories. */
  readonly imageRepositories: readonly string[];
}

/** What workflows of one repository may do here, without a stored key: plan, deploy and push images, each a role of its own. */
export class GitHubRoles extends Construct {
  /** ARNs, by `ciRoles`. */
  readonly arns: Readonly<Partial<Record<keyof typeof ciRoles, string>>>;
  private readonly provider: string;

  constructor(scope: Construct, id: string, props: GitHubRolesProps) {
    super(scope, id);
    const { environments, imageRepositories } = props;
    // AWS knows GitHub's certificate authorities itself: no thumbprint to go stale.
    this.provider = new IamOpenidConnectProvider(this, 'provider', {
      url: `https://${issuer}`,
      clientIdList: [audience],
    }).arn;
    const rights = imageRights(imageRepositories);
    const images = this.role('images', props, ['ref:refs/heads/main'], { push: rights });
    this.arns = environments.length === 0 ? { images } : { ...this.stackRoles(props), images };
  }

  private stackRoles(props: GitHubRolesProps): GitHubRoles['arns'] {
    const rights: RightsProps = props;
    const plan = this.role('plan', props, ['pull_request', 'ref:refs/heads/main'], planRights(rights));
    // A job is of an environment only when that environment's reviewers and branches let it be.
    const approved = props.environments.map((name) => `environment:${name}`);
    const deploy = this.role('deploy', props, approved, {
      network: deployNetworkRights(rights),
      cluster: deployClusterRights(rights),
      iam: deployIamRights(rights),
      state: writeStates(rights),
    });
    return { plan, deploy };
  }

  private role(
    role: keyof typeof ciRoles,
    { repository }: GitHubRolesProps,
    contexts: readonly string[],
    rights: CiRoleProps['rights'],
  ): string {
    const subjects = contexts.map((context) => `repo:${repository}:${context}`);
    return new CiRole(this, role, { name: ciRoles[role], trust: this.trust(subjects), rights }).arn;
  }

  /** No pattern: a subject is one of these, letter by letter. */
  private trust(subjects: readonly string[]): Statement {
    return {
      actions: ['sts:AssumeRoleWithWebIdentity'],
      principals: { Federated: [this.provider] },
      conditions: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subjects } },
    };
  }
}
