import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import { ciRoles, githubIssuer, githubProviderArn } from '../../model/account-names';
import type { AwsAccountSpec } from '../../model/spec';
import type { Statement } from '../aws/policy-document';
import { CiRole, type CiRoleProps } from './ci-role';
import { deployClusterRights } from './deploy-cluster-rights';
import { deployIamRights } from './deploy-iam-rights';
import { deployNetworkRights } from './deploy-network-rights';
import { imageRights } from './image-rights';
import { planRights } from './plan-rights';
import { writeStates, type RightsProps } from './rights';

/** Whom the tokens for AWS are for. */
const audience = 'sts.amazonaws.com';

/** A new version of the nodes takes up to three hours, and the state is written at the end: an hour is too short. */
const deploySeconds = 4 * 3600;

export interface GitHubRolesProps {
  readonly account: AwsAccountSpec;
  /** As the subjects of its tokens name it: `owner/name`, or `owner@id/name@id`. */
  readonly repository: string;
  /** At least one: an account without has no stack. */
  readonly environments: readonly string[];
  /** Those of them whose data may be deleted. */
  readonly deletable: readonly string[];
  readonly stateKeyArn: string;
  /** ARNs of the image repositories. */
  readonly imageRepositories: readonly string[];
}

/** What workflows of one repository may do here, without a stored key: plan, deploy and push images, each a role of its own. */
export class GitHubRoles extends Construct {
  /** ARNs, by `ciRoles`. */
  readonly arns: Readonly<Record<keyof typeof ciRoles, string>>;
  private readonly provider: string;

  constructor(scope: Construct, id: string, props: GitHubRolesProps) {
    super(scope, id);
    const { account, imageRepositories } = props;
    this.provider = account.githubProvider === 'existing' ? githubProviderArn(account) : this.makeProvider();
    const rights = imageRights(imageRepositories);
    const images = this.role('images', props, ['ref:refs/heads/main'], { rights: { push: rights } });
    this.arns = { ...this.stackRoles(props), images };
  }

  private makeProvider(): string {
    // AWS knows GitHub's certificate authorities itself: no thumbprint to go stale.
    const props = { url: `https://${githubIssuer}`, clientIdList: [audience] };
    return new IamOpenidConnectProvider(this, 'provider', props).arn;
  }

  private stackRoles(props: GitHubRolesProps): Omit<GitHubRoles['arns'], 'images'> {
    const rights: RightsProps = props;
    const plan = this.role('plan', props, ['pull_request', 'ref:refs/heads/main'], { rights: planRights(rights) });
    // A job is of an environment only when that environment's reviewers and branches let it be.
    const approved = props.environments.map((name) => `environment:${name}`);
    const deploy = this.role('deploy', props, approved, {
      maxSessionSeconds: deploySeconds,
      rights: {
        network: deployNetworkRights(rights),
        cluster: deployClusterRights(rights),
        iam: deployIamRights(rights),
        state: writeStates(rights),
      },
    });
    return { plan, deploy };
  }

  private role(
    role: keyof typeof ciRoles,
    { repository }: GitHubRolesProps,
    contexts: readonly string[],
    own: Pick<CiRoleProps, 'rights' | 'maxSessionSeconds'>,
  ): string {
    const subjects = contexts.map((context) => `repo:${repository}:${context}`);
    return new CiRole(this, role, { name: ciRoles[role], trust: this.trust(subjects), ...own }).arn;
  }

  /** No pattern: a subject is one of these, letter by letter. */
  private trust(subjects: readonly string[]): Statement {
    return {
      actions: ['sts:AssumeRoleWithWebIdentity'],
      principals: { Federated: [this.provider] },
      conditions: { StringEquals: { [`${githubIssuer}:aud`]: audience, [`${githubIssuer}:sub`]: subjects } },
    };
  }
}
