import { environments } from '../../../environments';
import type { ReviewErrorCode } from '../../../local/review/review-error';
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
const rejection = (code: ReviewErrorCode, text: string): Error =>
  expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error;
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

  it('say why minikube is not among them', () => {
    expect(stacksToPlan([account], all).notes).toEqual([
      expect.stringMatching(/^`minikube` is not planned: .* machine of who runs it/),
    ]);
  });

  it('are told apart by whether CI sees their state: that of a bootstrap is a file', () => {
    const other = { ...account, name: 'bootstrap-other', id: '345678901234' };
    const chosen = stacksToPlan([account, other], [onEks('eks-prod'), onEks('eks-other', other)]);
    expect(chosen.planned.map(({ stack }) => stack)).toEqual(['bootstrap', 'bootstrap-other', 'eks-prod', 'eks-other']);
    expect(chosen.withoutState).toEqual(['bootstrap', 'bootstrap-other']);
    expect(stacksToPlan([{ ...account, id: '123456789012' }], all).withoutState).toEqual([]);
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

  it('are those of the accounts whose id an environment has, whatever the two are called', () => {
    const other = { ...account, name: 'bootstrap-other', id: '345678901234' };
    const sameName = { ...account, id: '456789012345' };
    // The first account under another name, and another account under the second's.
    const lived = [
      onEks('eks-one', { ...account, name: 'renamed' }),
      onEks('eks-two', { ...sameName, name: other.name }),
    ];
    expect(stacksOf([account, other], lived)).toEqual(['bootstrap', 'eks-one', 'eks-two']);
    expect(stacksToPlan([account, other], lived).notes).toEqual([
      expect.stringMatching(/^`bootstrap-other` is not planned: its account has no environment/),
    ]);
    const roles = stacksToPlan([account, other], lived).planned.map(({ role }) => role.split(':')[4]);
    expect(roles).toEqual([account.id, account.id, sameName.id]);
  });
});

describe('the role that pushes images', () => {
  it("is that of the environment's account", () => {
    const role = 'arn:aws:iam::210987654321:role/millrace-ci/millrace-images';
    expect(imagesRole('eks-staging', all)).toEqual({ role, region: 'eu-west-1' });
  });

  it.each(['eks-tset', ''])("rejects '%s', which is unknown, and names those that it can be", (name) => {
    expect(() => imagesRole(name, all)).toThrow(
      rejection(
        'REVIEW_ENVIRONMENT_UNKNOWN',
        `there is no environment '${name}'; name one on EKS: eks-prod, eks-staging`,
      ),
    );
  });

  it.each(['local', 'compose', 'minikube'])('rejects %s, which is not on EKS', (name) => {
    expect(() => imagesRole(name, all)).toThrow(rejection('REVIEW_WRONG_PLATFORM', 'on EKS: eks-prod, eks-staging'));
  });

  it("rejects the account of AWS's examples", () => {
    const own = { ...account, id: '123456789012' };
    expect(() => imagesRole('eks-prod', [onEks('eks-prod', own)])).toThrow(
      rejection('REVIEW_NO_ACCOUNT', "its account 123456789012 is the one of AWS's examples; write your account's id"),
    );
  });

  it('rejects an account without a repository', () => {
    const own = { name: 'bootstrap', id: account.id, region: 'eu-west-1' };
    expect(() => imagesRole('eks-prod', [onEks('eks-prod', own)])).toThrow(
      rejection('REVIEW_NO_REPOSITORY', 'names no GitHub repository; write `repository` into environments/accounts.ts'),
    );
  });
});
