import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { policyDocument, type Statement } from './policy-document';

export interface EncryptionKeyProps {
  /** Of the alias, behind `alias/`: begins with the stack's name. */
  readonly name: string;
  readonly description: string;
  /** Its account's id: who may use it there is IAM's to say. */
  readonly account: string;
  /** A plan that would destroy it is refused. @default false */
  readonly preventDestroy?: boolean;
  /** Who may use it beside the account, such as CloudWatch Logs. Statements name no resource: it is the key. @default - nobody */
  readonly statements?: readonly Statement[];
}

/** A key of KMS, turned over each year; a deleted one can be had back for 30 days. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  /** For what must go before it. */
  readonly resource: KmsKey;

  constructor(
    scope: Construct,
    id: string,
    { name, description, account, preventDestroy, statements = [] }: EncryptionKeyProps,
  ) {
    super(scope, id);
    const owner: Statement = {
      sid: 'Account',
      actions: ['kms:*'],
      principals: { AWS: [`arn:aws:iam::${account}:root`] },
    };
    const key = new KmsKey(this, 'key', {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([owner, ...statements].map((statement) => ({ ...statement, resources: ['*'] }))),
      ...(preventDestroy === undefined ? {} : { lifecycle: { preventDestroy } }),
    });
    new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
    this.resource = key;
  }
}

/** CloudWatch Logs, for log groups of the account whose names begin so. */
export const logsMayUse = (region: string, account: string, group: string): Statement => ({
  sid: 'Logs',
  actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  principals: { Service: [`logs.${region}.amazonaws.com`] },
  conditions: {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:${group}*` },
  },
});
