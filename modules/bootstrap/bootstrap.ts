import { TerraformOutput, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { registryOf, tagsOf } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import { aws } from '../aws/aws';
import { RolesBoundary } from './boundary';
import { GitHubRoles } from './github-roles';
import { ImageRepositories } from './image-repositories';
import { StateBucket } from './state-bucket';

export interface BootstrapProps {
  readonly account: AwsAccountSpec;
  /** Names of the account's EKS environments: at least one, or it had no stack. */
  readonly environments: readonly string[];
  /** Those of them whose data may be deleted, by who deploys too. @default - none */
  readonly deletable?: readonly string[];
  /** Names of the services, each of which has images. */
  readonly services: readonly string[];
}

/** AWS as the account itself has it: its region, its tags. */
export const awsOfAccount = (stack: TerraformStack, { id, region, name }: AwsAccountSpec): void =>
  aws(stack, { account: id, region, tags: tagsOf(name) });

/** What an AWS account has once: a place for states, a registry, the bounds of roles, and CI's own. */
export class Bootstrap extends Construct {
  constructor(scope: Construct, id: string, { account, environments, deletable = [], services }: BootstrapProps) {
    super(scope, id);
    const state = new StateBucket(this, 'state', { account });
    const images = new ImageRepositories(this, 'images', { account, services });
    new RolesBoundary(this, 'boundary', { account, environments });
    this.output('stateBucket', "Bucket with Terraform's states", state.name);
    this.output('registry', "Registry of the services' images", registryOf(account));
    const { repository } = account;
    if (repository === undefined) return;
    const github = new GitHubRoles(this, 'github', {
      account,
      repository,
      environments,
      deletable,
      stateKeyArn: state.keyArn,
      imageRepositories: images.arns,
    });
    this.output('roles', "Roles that GitHub's workflows take", github.arns);
  }

  /** An output whose name is the member's own: scripts read it. */
  private output(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { description, value }).overrideLogicalId(name);
  }
}
