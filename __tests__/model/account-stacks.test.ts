import { environments } from '../../environments';
import { accountContradictions, accountStacksOf } from '../../model/account-stacks';
import { resolve } from '../../model/resolve';
import type { EnvironmentSpec } from '../../model/spec';
import { withChanges } from './with-changes';

const eks = (changes: Readonly<Record<string, unknown>> = {}) =>
  resolve(withChanges<EnvironmentSpec>(environments['eks-prod'], changes));
const other = { name: 'other', id: '210987654321', region: 'eu-west-1' };

describe('the accounts of environments', () => {
  it('have one stack each, with their environments and all services', () => {
    const stacks = accountStacksOf([
      eks(),
      resolve(environments.minikube),
      eks({ name: 'eks-staging', 'platform/dataDeletion': 'allowed' }),
      eks({ name: 'eks-elsewhere', 'platform/account': other }),
    ]);
    expect(stacks.map(({ account, environments: names }) => [account.name, names])).toEqual([
      ['bootstrap', ['eks-prod', 'eks-staging']],
      ['other', ['eks-elsewhere']],
    ]);
    expect(stacks.map(({ deletable }) => deletable)).toEqual([['eks-staging'], []]);
    for (const { services } of stacks) expect([...services].sort()).toEqual(['consumer', 'ping-pong', 'producer']);
  });

  it('contradict nothing when they are one, or apart', () => {
    expect(accountContradictions([eks(), eks({ name: 'eks-staging' })])).toEqual([]);
    expect(accountContradictions([eks(), eks({ name: 'eks-staging', 'platform/account': other })])).toEqual([]);
  });

  it.each([
    ['one name for two', { 'platform/account': { ...other, name: 'bootstrap' } }, /different accounts.*'bootstrap'/],
    ['one id under two names', { 'platform/account': { ...other, id: '123456789012' } }, /123456789012.*'other'/],
    ['the name of an environment', { 'platform/account': { ...other, name: 'eks-prod' } }, /'eks-prod' is the name/],
  ])('rejects %s', (_what, changes, said) => {
    const told = accountContradictions([eks(), eks({ name: 'eks-staging', ...changes })]);
    expect(told).toEqual([expect.stringMatching(said)]);
  });
});
