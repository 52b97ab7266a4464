import type { TerraformStack } from 'cdktf';
import type { ClusterPlatform } from '../model/environment';
import { Policies } from '../modules/policies/policies';

/** A stack of any kind, held to `docs/policies.md`: main.ts makes none without. */
export function held(stack: TerraformStack, { dataDeletion }: Pick<ClusterPlatform, 'dataDeletion'>): void {
  Policies.hold(stack, { dataDeletion });
}
