import { TerraformResource, type LocalExecProvisioner, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';

export interface TerraformDataProps extends Pick<TerraformMetaArguments, 'dependsOn'> {
  /** Kept in the state: all that a destroy provisioner can see. */
  readonly input: object;
  /** Another value means another resource. @default - it stays */
  readonly triggersReplace?: string;
  readonly provisioners: readonly LocalExecProvisioner[];
}

/** `terraform_data`. CDKTF's own class runs `terraform version` at synth, once for each resource. */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps,
  ) {
    const { dependsOn, provisioners } = props;
    super(scope, id, {
      terraformResourceType: 'terraform_data',
      provisioners: [...provisioners],
      ...(dependsOn === undefined || dependsOn.length === 0 ? {} : { dependsOn }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { input, triggersReplace } = this.props;
    return { input, ...(triggersReplace === undefined ? {} : { triggers_replace: triggersReplace }) };
  }
}
