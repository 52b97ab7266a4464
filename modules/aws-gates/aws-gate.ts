import type { Construct, IDependable } from 'constructs';
import type { AwsGateCommand, AwsGateRequests } from '../../model/aws-gate';
import { provisioner, resourcesOf } from '../releases/gates';
import { TerraformData } from '../releases/terraform-data';

export interface AwsGateProps<C extends AwsGateCommand> {
  readonly when: 'create' | 'destroy';
  readonly command: C;
  readonly request: AwsGateRequests[C];
  /** What is there before it, and goes after it. @default - nothing */
  readonly after?: readonly IDependable[];
  /** Another value asks again. @default - it is asked once */
  readonly triggersReplace?: string;
}

/** A gate of the AWS side, as the one resource of its construct and of the same name. */
export function awsGate<C extends AwsGateCommand>(scope: Construct, props: AwsGateProps<C>): TerraformData {
  const { when, command, request, after = [], triggersReplace } = props;
  const resource = new TerraformData(scope, 'gate', {
    dependsOn: resourcesOf(after),
    input: request,
    ...(triggersReplace === undefined ? {} : { triggersReplace }),
    provisioners: [provisioner(scope, when, command)],
  });
  resource.overrideLogicalId(scope.node.id);
  return resource;
}
