import { isOn, type Environment } from './environment';
import type { AwsAccountSpec } from './spec';

/** What the stack of one AWS account is made for. */
export interface AccountStack {
  readonly account: AwsAccountSpec;
  /** Names of those that stand in it. */
  readonly environments: readonly string[];
  /** Names of those whose data may be deleted. */
  readonly deletable: readonly string[];
  /** Of all of them: each has images. */
  readonly services: readonly string[];
}

/** Each account that an environment names, once. */
export function accountStacksOf(environments: readonly Environment[]): AccountStack[] {
  const onEks = environments.filter((environment) => isOn(environment, 'eks'));
  const accounts = new Map(onEks.map(({ platform: { account } }) => [account.name, account]));
  return [...accounts.values()].map((account) => {
    const own = onEks.filter(({ platform }) => platform.account.name === account.name);
    const services = [...new Set(own.flatMap((environment) => environment.services.map(({ name }) => name)))];
    const deletable = own.filter(({ platform }) => platform.dataDeletion === 'allowed').map(({ name }) => name);
    return { account, environments: own.map(({ name }) => name), deletable, services };
  });
}

/** The parts of an account in one order, so that they can be compared. */
const textOf = ({ name, id, region, repository = '', ...others }: AwsAccountSpec): string =>
  JSON.stringify([name, id, region, repository, Object.entries(others).sort()]);

/**
 * What no environment can see alone: an account's stack has its account's name, and makes what the account may have once.
 * @returns a sentence for each contradiction
 */
export function accountContradictions(environments: readonly Environment[]): string[] {
  const accounts = [
    ...new Map(
      environments
        .filter((environment) => isOn(environment, 'eks'))
        .map(({ platform: { account } }) => [textOf(account), account]),
    ).values(),
  ];
  const twice = accounts.filter(({ name }, index) => accounts.findIndex((other) => other.name === name) !== index);
  const sameId = accounts.filter(({ name, id }) => accounts.some((other) => other.id === id && other.name < name));
  const taken = accounts.filter(({ name }) => environments.some((environment) => environment.name === name));
  const fix = 'Write each account once, in environments/accounts.ts.';
  return [
    ...twice.map(({ name }) => `Two environments have different accounts of the name '${name}'. ${fix}`),
    ...sameId.map(
      ({ name, id }) =>
        `The account ${id} has the name '${name}' and another one: both stacks would make the same. ${fix}`,
    ),
    ...taken.map(
      ({ name }) => `'${name}' is the name of an account and of an environment: each is a stack. Rename one.`,
    ),
  ];
}
