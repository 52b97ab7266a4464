import { ciRoleArn } from '../../model/account-names';
import type { AwsAccountSpec, EnvironmentSpec } from '../../model/spec';
import { ReviewError } from './review-error';

/** A stack that GitHub's workflows plan, and how they come into its account. */
export interface PlannedStack {
  readonly stack: string;
  /** ARN of the role that may only read. */
  readonly role: string;
  readonly region: string;
}

/** The one of AWS's examples: nobody's. */
const EXAMPLE_ACCOUNT = '123456789012';

export interface Chosen {
  readonly planned: readonly PlannedStack[];
  /** Why the others are not, and what must be known of those that are: a sentence each. */
  readonly notes: readonly string[];
}

interface Candidate {
  readonly stack: string;
  readonly account: AwsAccountSpec;
  /** What must be said of its plan. */
  readonly note?: string;
}

function candidates(
  accounts: readonly AwsAccountSpec[],
  environments: readonly EnvironmentSpec[],
): readonly Candidate[] {
  const bootstraps = accounts.map((account): Candidate => {
    const { name } = account;
    const note = `\`${name}\` is planned as if it were never deployed: its state is a file, the bucket for states being what it makes.`;
    return { stack: name, account, note };
  });
  const clusters = environments.flatMap(({ name, platform }) =>
    platform.kind === 'eks' ? [{ stack: name, account: platform.account }] : [],
  );
  return [...bootstraps, ...clusters];
}

/** The stacks of AWS accounts, bootstraps first. A minikube is on somebody's machine: its state too, and CI sees neither. */
export function stacksToPlan(accounts: readonly AwsAccountSpec[], environments: readonly EnvironmentSpec[]): Chosen {
  const planned: PlannedStack[] = [];
  const notes: string[] = [];
  for (const { stack, account, note } of candidates(accounts, environments)) {
    if (account.id === EXAMPLE_ACCOUNT) {
      notes.push(`\`${stack}\` is not planned: its account is the one of AWS's examples (environments/accounts.ts).`);
    } else if (account.repository === undefined) {
      notes.push(`\`${stack}\` is not planned: its account names no GitHub repository (environments/accounts.ts).`);
    } else if (!environments.some(({ platform }) => platform.kind === 'eks' && platform.account.id === account.id)) {
      notes.push(`\`${stack}\` is not planned: its account has no environment, and so no role that plans.`);
    } else {
      planned.push({ stack, role: ciRoleArn(account, 'plan'), region: account.region });
      if (note !== undefined) notes.push(note);
    }
  }
  for (const { name, platform } of environments)
    if (platform.kind === 'minikube')
      notes.push(`\`${name}\` is not planned: its cluster and its state are on the machine of who runs it.`);
  return { planned, notes };
}

/**
 * How a workflow comes to push the images of an environment.
 * @throws ReviewError REVIEW_NO_ACCOUNT
 */
export function imagesRole(name: string, environments: readonly EnvironmentSpec[]): Omit<PlannedStack, 'stack'> {
  const found = environments.find((environment) => environment.name === name);
  const account = found?.platform.kind === 'eks' ? found.platform.account : undefined;
  if (account !== undefined && account.id !== EXAMPLE_ACCOUNT && account.repository !== undefined)
    return { role: ciRoleArn(account, 'images'), region: account.region };
  const rule =
    'an environment on EKS, of an account of your own (environments/accounts.ts) that names its GitHub repository';
  const own = environments.filter(({ platform }) => platform.kind === 'eks').map((environment) => environment.name);
  throw new ReviewError('REVIEW_NO_ACCOUNT', `'${name}' is not ${rule}; on EKS are ${own.join(', ')}`);
}
