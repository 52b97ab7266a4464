import { TerraformResource, type LocalExecProvisioner } from 'cdktf';
import { Dependable, type Construct, type IDependable } from 'constructs';
import type { AwsGateCommand } from '../../model/aws-gate';
import { gateVariable, type GateCommand, type GateRequest } from '../../model/gate';
import { repositoryPath } from './repository-path';
import { TerraformData } from './terraform-data';

/** Every resource that the dependables stand for. */
export function resourcesOf(dependables: readonly IDependable[]): TerraformResource[] {
  const found = dependables
    .flatMap((dependable) => Dependable.of(dependable).dependencyRoots)
    .flatMap((root) => root.node.findAll())
    .filter((node) => TerraformResource.isTerraformResource(node));
  return [...new Set(found)];
}

/** The program of `local/deploy`, run by Terraform in the repository. */
export function provisioner(
  scope: Construct,
  when: 'create' | 'destroy',
  command: GateCommand | AwsGateCommand,
): LocalExecProvisioner {
  return {
    type: 'local-exec',
    when,
    command: `node --import tsx local/deploy/main.ts ${command}`,
    workingDir: repositoryPath(scope),
    // A destroy provisioner can see nothing but its own resource.
    environment: { [gateVariable]: '${jsonencode(self.input)}' },
  };
}

export interface GateProps {
  readonly request: GateRequest;
  readonly dependsOn: readonly TerraformResource[];
}

function gate(scope: Construct, id: string, data: ConstructorParameters<typeof TerraformData>[2]): TerraformData {
  const resource = new TerraformData(scope, id, data);
  resource.overrideLogicalId(`${scope.node.id}-${id}`);
  return resource;
}

/** Behind a release: there once all its objects are ready; asks again when `digest` is another. */
export function readyGate(scope: Construct, { request, dependsOn }: GateProps, digest: string): TerraformData {
  return gate(scope, 'ready', {
    dependsOn: [...dependsOn],
    input: request,
    triggersReplace: digest,
    provisioners: [provisioner(scope, 'create', 'await-ready')],
  });
}

/** Before a release: on destroy it is gone once all the release's objects are. */
export function goneGate(scope: Construct, { request, dependsOn }: GateProps): TerraformData {
  return gate(scope, 'gone', {
    dependsOn: [...dependsOn],
    input: request,
    provisioners: [provisioner(scope, 'destroy', 'await-gone')],
  });
}

/** Behind a release: on destroy it does what must be done while the release is still there. */
export function farewellGate(
  scope: Construct,
  { request, dependsOn }: GateProps,
  command: Extract<GateCommand, 'release-topics'>,
): TerraformData {
  return gate(scope, 'farewell', {
    dependsOn: [...dependsOn],
    input: request,
    provisioners: [provisioner(scope, 'destroy', command)],
  });
}
