import { stateBucket, stateKey } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import type { Statement } from '../aws/policy-document';

/** What the rights of the roles are written with. */

export interface RightsProps {
  readonly account: AwsAccountSpec;
  /** Names of the environments, which are their stacks' too. */
  readonly environments: readonly string[];
  /** Those of them whose data may be deleted. */
  readonly deletable: readonly string[];
  /** Of the key that encrypts the states. */
  readonly stateKeyArn: string;
}

/** Tag of everything that a stack makes (`tagsOf`): its environment. */
const environmentTag = 'millrace:environment';

/** On what a stack of ours made. */
export const onOwn = (environments: readonly string[]): NonNullable<Statement['conditions']> => ({
  StringEquals: { [`aws:ResourceTag/${environmentTag}`]: environments },
});

/** On what carries no environment's tag, or none that is known yet. */
export const onUntagged = { Null: { [`aws:ResourceTag/${environmentTag}`]: 'true' } } as const;

/** On what carries no environment's tag yet and is given one of ours. */
export const onNew = (environments: readonly string[]): NonNullable<Statement['conditions']> => ({
  ...onUntagged,
  StringEquals: { [`aws:RequestTag/${environmentTag}`]: environments },
});

/** Actions that know no resource, or none whose name can be known before. */
export const anyResource = ['*'] as const;

/** ARNs of a service in the account, in whichever region the environments are. */
export const arnsIn = ({ id }: AwsAccountSpec, service: string, names: readonly string[]): string[] =>
  names.map((name) => `arn:aws:${service}:*:${id}:${name}`);

/** The state of each environment, read; and where there is none yet, told so. */
export function readStates({ account, environments, stateKeyArn }: RightsProps): readonly Statement[] {
  const bucket = `arn:aws:s3:::${stateBucket(account)}`;
  return [
    // Without it S3 answers a key that is not there with 403, and Terraform takes that for an error.
    { sid: 'FindStates', actions: ['s3:ListBucket'], resources: [bucket] },
    {
      sid: 'ReadStates',
      actions: ['s3:GetObject'],
      resources: environments.map((name) => `${bucket}/${stateKey(name)}`),
    },
    { sid: 'DecryptStates', actions: ['kms:Decrypt'], resources: [stateKeyArn] },
  ];
}

/** The state of each environment, written, and its lock: an object beside it, made and deleted. */
export function writeStates(props: RightsProps): readonly Statement[] {
  const { account, environments, stateKeyArn } = props;
  const keys = environments.map((name) => `arn:aws:s3:::${stateBucket(account)}/${stateKey(name)}`);
  return [
    ...readStates(props),
    { sid: 'WriteStates', actions: ['s3:PutObject'], resources: keys },
    {
      sid: 'LockStates',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: keys.map((key) => `${key}.tflock`),
    },
    { sid: 'EncryptStates', actions: ['kms:GenerateDataKey'], resources: [stateKeyArn] },
  ];
}
