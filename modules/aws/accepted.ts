import type { TerraformResource } from 'cdktf';

/** A check of the policy scanner that a resource does not pass on purpose. */
export interface Acceptance {
  /** As checkov names it, such as `CKV_AWS_18`. */
  readonly check: string;
  /** Why this resource may: a sentence for who reviews it. */
  readonly reason: string;
}

/**
 * Says in the resource's own JSON, as a comment that Terraform ignores, which check it need not pass. checkov reads none there,
 * so `make policy-scan` does, and fails when the resource passes the check after all.
 */
export function accept(resource: TerraformResource, { check, reason }: Acceptance): void {
  resource.addOverride(`//.accepted.${check}`, reason);
}
