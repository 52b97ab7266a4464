import { Release } from '@cdktf/provider-helm/lib/release';
import type { TerraformStack } from 'cdktf';
import type { IConstruct, IValidation } from 'constructs';
import { ObjectsRelease } from '../releases/objects-release';
import { policyFindings, tellFindings, type Deployed } from './findings';
import type { PolicyContext } from './policy';
import type { ReleaseFacts } from './release-policies';

const releaseFacts = (release: Release): ReleaseFacts => ({
  name: release.nameInput ?? release.node.path,
  chart: release.chartInput ?? '',
  repository: release.repositoryInput,
  version: release.versionInput,
  skipCrds: release.skipCrdsInput === true,
});

/** All that the releases below a construct would create. */
export function deployedBy(scope: IConstruct): Deployed {
  const nodes = scope.node.findAll();
  return {
    objects: nodes.flatMap((node) => (node instanceof ObjectsRelease ? [...node.objects] : [])),
    releases: nodes.flatMap((node) => (node instanceof Release ? [releaseFacts(node)] : [])),
  };
}

/** Refuses the synth of a stack that would create something which breaks a policy, and says all that does. */
export class Policies implements IValidation {
  /** The stack is looked at when it is synthesized: whatever is added to it later is seen too. */
  static hold(stack: TerraformStack, context: PolicyContext): void {
    stack.node.addValidation(new Policies(stack, context));
  }

  private constructor(
    private readonly stack: TerraformStack,
    private readonly context: PolicyContext,
  ) {}

  /** @returns nothing, or one text with all findings */
  validate(): string[] {
    const findings = policyFindings(deployedBy(this.stack), this.context);
    return findings.length === 0 ? [] : [tellFindings(this.stack.node.id, findings)];
  }
}
