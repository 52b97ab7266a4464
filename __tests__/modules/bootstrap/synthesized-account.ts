import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { AwsAccountSpec } from '../../../model/spec';
import { BootstrapStack } from '../../../stacks/bootstrap-stack';
import type { PolicyStatement } from './iam-policy';

export const account: AwsAccountSpec = {
  name: 'bootstrap',
  id: '123456789012',
  region: 'eu-west-1',
  repository: 'acme/millrace',
};
export const environments = ['eks-prod', 'eks-staging'] as const;
export const services = ['producer', 'ping-pong'] as const;

export type Resource = Readonly<Record<string, unknown>>;

export interface AccountJson {
  readonly terraform: { readonly backend: Readonly<Record<string, Resource>> };
  readonly provider: Readonly<Record<string, readonly Resource[]>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

/** The stack's JSON, with validations, as text. */
export function textOfAccount(
  own: AwsAccountSpec = account,
  names: readonly string[] = environments,
  deletable: readonly string[] = [],
): string {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-bootstrap-'));
  try {
    const app = new App({ outdir });
    new BootstrapStack(app, { account: own, environments: names, deletable, services });
    app.synth();
    return readFileSync(join(outdir, 'stacks', own.name, 'cdk.tf.json'), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export const accountJson = (...args: Parameters<typeof textOfAccount>): AccountJson =>
  JSON.parse(textOfAccount(...args)) as AccountJson;

/** All resources of a kind. */
export const ofKind = ({ resource }: AccountJson, kind: string): Resource[] => Object.values(resource[kind] ?? {});

/** Every reference as an ARN of about the length that it will have: KMS keys of their own, anything else by its address. */
const keyArn = (address: string): string =>
  `arn:aws:kms:eu-west-1:123456789012:key/of-${address.slice(0, 33).padEnd(33, '-')}`;

export const documentOf = (text: unknown): readonly PolicyStatement[] => {
  const known = String(text).replace(/\$\{([^}]+)\}/g, (_, reference: string) => {
    const [kind = '', address = ''] = reference.split('.');
    if (kind === 'aws_kms_key') return keyArn(address);
    if (kind === 'aws_ecr_repository') return `arn:aws:ecr:eu-west-1:123456789012:repository/of-${address}`;
    return `arn:aws:of:${kind}:${address}`;
  });
  return (JSON.parse(known) as { readonly Statement: readonly PolicyStatement[] }).Statement;
};

/** All that a role of CI may do, from the policies that are attached to it. */
export function rightsOf(stack: AccountJson, role: string): readonly PolicyStatement[] {
  const [address] = Object.entries(stack.resource['aws_iam_role'] ?? {}).find(([, { name }]) => name === role) ?? [];
  return ofKind(stack, 'aws_iam_role_policy_attachment')
    .filter((one) => one['role'] === `\${aws_iam_role.${address ?? 'none'}.name}`)
    .flatMap((one) => {
      const policy = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(String(one['policy_arn']))?.[1] ?? '';
      return documentOf(stack.resource['aws_iam_policy']?.[policy]?.['policy']);
    });
}
