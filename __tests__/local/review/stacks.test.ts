import { environments } from '../../../environments';
import { imagesRole, stacksToPlan } from '../../../local/review/stacks';
import type { AwsAccountSpec, EnvironmentSpec } from '../../../model/spec';
import { withChanges } from '../../model/with-changes';

const account: AwsAccountSpec = {
  name: 'bootstrap',
  id: '210987654321',
  region: 'eu-west-1',
  repository: 'owner/name',
};
const onEks = (name: string, own: AwsAccountSpec = account): EnvironmentSpec =>
  withChanges<EnvironmentSpec>(environments['eks-prod'], { name, 'platform/account': own });
const all = [environments.local, environments.compose, environments.minikube, onEks('eks-prod'), onEks('eks-staging')];
const stacksOf = (...args: Parameters<typeof stacksToPlan>): string[] =>
  stacksToPlan(...args).planned.map(({ stack }) => stack);

describe('the stacks that CI plans', () => {
  it('are every account and every environment on EKS, by the role that may only read', () => {
    const role = 'arn:aws:iam::210987654321:role/millrace-ci/millrace-plan';
    const region = 'eu-west-1';
    expect(stacksToPlan([account], all).planned).toEqual(
      ['bootstrap', 'eks-prod', 'eks-staging'].map((stack) => ({ stack, role, region })),
    );
  });

  it('say why minikube is not among them, and what the plan of a bootstrap is', () => {
    expect(stacksToPlan([account], all).notes).toEqual([
      expect.stringMatching(/^`bootstrap` is planned as if it were never deployed/),
      expect.stringMatching(/^`minikube` is not planned: .* machine of who runs it/),
    ]);
  });

  it.each([
    ["the account of AWS's examples", { ...account, id: '123456789012' }, /examples/],
    ['an account without a repository', { name: 'bootstrap', id: account.id, region: 'eu-west-1' }, /names no GitHub/],
  ])('are not those of %s', (_, own, why) => {
    const { planned, notes } = stacksToPlan([own], [onEks('eks-prod', own)]);
    expect(planned).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(why), expect.stringMatching(why)]);
  });

  it('are not an account without an environment, which has no role that plans', () => {
    expect(stacksOf([account], [environments.minikube])).toEqual([]);
  });
});

describe('the role that pushes images', () => {
  it("is that of the environment's account", () => {
    const role = 'arn:aws:iam::210987654321:role/millrace-ci/millrace-images';
    expect(imagesRole('eks-staging', all)).toEqual({ role, region: 'eu-west-1' });
  });

  it.each(['minikube', 'eks-tset', ''])("rejects '%s', and names those that it can be", (name) => {
    expect(() => imagesRole(name, all)).toThrow(/on EKS are eks-prod, eks-staging \(REVIEW_NO_ACCOUNT\)/);
  });

  it("rejects the account of AWS's examples", () => {
    expect(() => imagesRole('eks-prod', [onEks('eks-prod', { ...account, id: '123456789012' })])).toThrow(
      /account of your own/,
    );
  });
});
