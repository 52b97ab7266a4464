/** A statement of an IAM policy, by IAM's own terms. */
export interface Statement {
  /** Says what it is for; letters and digits. */
  readonly sid?: string;
  /** @default 'Allow' */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** ARNs; none in a trust policy. */
  readonly resources?: readonly string[];
  /** In trust and resource policies, such as `{ Service: ['eks.amazonaws.com'] }`; '*' is anybody. */
  readonly principals?: Readonly<Record<string, readonly string[]>> | '*';
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The document as IAM reads it: JSON, in the order given, so that a plan changes only where a statement does. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect = 'Allow', actions, resources, principals, conditions }) => ({
      ...(sid === undefined ? {} : { Sid: sid }),
      Effect: effect,
      ...(principals === undefined ? {} : { Principal: principals }),
      Action: actions,
      ...(resources === undefined ? {} : { Resource: resources }),
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  });
}

/** Trust of an AWS service in the account's own resources. */
export const trustService = (service: string): Statement => ({
  actions: ['sts:AssumeRole'],
  principals: { Service: [service] },
});

/** Trust of EKS Pod Identity, which names the pod in the session's tags. */
export const trustPods: Statement = {
  actions: ['sts:AssumeRole', 'sts:TagSession'],
  principals: { Service: ['pods.eks.amazonaws.com'] },
};
