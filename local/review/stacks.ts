import { ciRoleArn, exampleAccount } from '../../model/account-names';
import type { AwsAccountSpec, EnvironmentSpec } from '../../model/spec';
import { ReviewError, type ReviewErrorCode } from './review-error';

/** A stack that GitHub's workflows plan, and how they come into its account. */
export interface PlannedStack {
  readonly stack: string;
  /** ARN of the role that may only read. */
  readonly role: string;
  readonly region: string;
}

export interface Chosen {
  readonly planned: readonly PlannedStack[];
  /** Those of them whose state CI does not see: a bootstrap's is a file, for the bucket for states is what it makes. */
  readonly withoutState: readonly string[];
  /** Why the others are not planned, a sentence each. */
  readonly notes: readonly string[];
}

interface Candidate {
  readonly stack: string;
  readonly account: AwsAccountSpec;
}

function candidates(
  accounts: readonly AwsAccountSpec[],
  environments: readonly EnvironmentSpec[],
): readonly Candidate[] {
  const clusters = environments.flatMap(({ name, platform }) =>
    platform.kind === 'eks' ? [{ stack: name, account: platform.account }] : [],
  );
  return [...accounts.map((account) => ({ stack: account.name, account })), ...clusters];
}

interface Lack {
  readonly code: ReviewErrorCode;
  /** What is said of the account, behind `its account`. */
  readonly why: string;
  readonly fix: string;
}

/** What keeps GitHub's workflows out of an account; undefined when they have roles there. */
function lackOf({ id, repository }: AwsAccountSpec): Lack | undefined {
  if (id === exampleAccount.id) {
    const why = "is the one of AWS's examples";
    return { code: 'REVIEW_NO_ACCOUNT', why, fix: "write your account's id into environments/accounts.ts" };
  }
  if (repository !== undefined) return undefined;
  const fix = 'write `repository` into environments/accounts.ts, as owner/name';
  return { code: 'REVIEW_NO_REPOSITORY', why: 'names no GitHub repository', fix };
}

/** The stacks of AWS accounts, bootstraps first. A minikube is on somebody's machine: its state too, and CI sees neither. */
export function stacksToPlan(accounts: readonly AwsAccountSpec[], environments: readonly EnvironmentSpec[]): Chosen {
  const planned: PlannedStack[] = [];
  const notes: string[] = [];
  for (const { stack, account } of candidates(accounts, environments)) {
    const lack = lackOf(account);
    if (lack !== undefined) {
      notes.push(`\`${stack}\` is not planned: its account ${lack.why} (environments/accounts.ts).`);
    } else if (!environments.some(({ platform }) => platform.kind === 'eks' && platform.account.id === account.id)) {
      notes.push(`\`${stack}\` is not planned: its account has no environment, and so no role that plans.`);
    } else {
      planned.push({ stack, role: ciRoleArn(account, 'plan'), region: account.region });
    }
  }
  for (const { name, platform } of environments)
    if (platform.kind === 'minikube')
      notes.push(`\`${name}\` is not planned: its cluster and its state are on the machine of who runs it.`);
  const bootstraps = new Set(accounts.map(({ name }) => name));
  const withoutState = planned.map(({ stack }) => stack).filter((stack) => bootstraps.has(stack));
  return { planned, withoutState, notes };
}

/**
 * How a workflow comes to push the images of an environment.
 * @throws ReviewError REVIEW_ENVIRONMENT_UNKNOWN, REVIEW_WRONG_PLATFORM, REVIEW_NO_ACCOUNT, REVIEW_NO_REPOSITORY
 */
export function imagesRole(name: string, environments: readonly EnvironmentSpec[]): Omit<PlannedStack, 'stack'> {
  const platform = environments.find((environment) => environment.name === name)?.platform;
  const onEks = environments.filter(({ platform: { kind } }) => kind === 'eks').map((environment) => environment.name);
  const known = `name one on EKS: ${onEks.join(', ')}`;
  if (platform === undefined)
    throw new ReviewError('REVIEW_ENVIRONMENT_UNKNOWN', `there is no environment '${name}'; ${known}`);
  if (platform.kind !== 'eks') {
    const runs = `'${name}' is not on EKS but ${platform.kind}: its images stay on the machine that builds them`;
    throw new ReviewError('REVIEW_WRONG_PLATFORM', `${runs}; ${known}`);
  }
  const { account } = platform;
  const lack = lackOf(account);
  if (lack !== undefined) {
    const found = `nobody's workflow may push the images of '${name}': its account ${account.id} ${lack.why}`;
    throw new ReviewError(lack.code, `${found}; ${lack.fix}`);
  }
  return { role: ciRoleArn(account, 'images'), region: account.region };
}
