import { z } from 'zod';
import type { AwsCli } from './aws-cli';

const callerIdentity = z.object({ Account: z.string(), Arn: z.string() });

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Whose credentials these are. @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_CREDENTIALS_MISSING, DEPLOY_COMMAND_FAILED */
export async function identityOf(aws: AwsCli): Promise<Identity> {
  const { Account: account, Arn: arn } = await aws.ask(callerIdentity, ['sts', 'get-caller-identity']);
  return { account, arn };
}

/** The role or user as EKS and IAM name it, by the ARN of a session of it; a role's path is not in that. */
export function principalOf(arn: string): string {
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
}

/** Asks who this machine is to the outside; nothing when nobody says it within seconds. */
export type AskAddress = () => Promise<string | undefined>;

const answersWithinMs = 3_000;

/** AWS's own service for it. */
export const addressFromAws: AskAddress = async () => {
  try {
    const response = await fetch('https://checkip.amazonaws.com', { signal: AbortSignal.timeout(answersWithinMs) });
    const said = (await response.text()).trim();
    return response.ok && z.union([z.ipv4(), z.ipv6()]).safeParse(said).success ? said : undefined;
  } catch {
    return undefined;
  }
};
