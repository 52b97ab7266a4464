import { clusterNamed } from '../../../../local/deploy/chosen';
import { mustBeConfirmed } from '../../../../proof/targets/kubernetes/access';

describe('an environment on EKS', () => {
  const production = clusterNamed('eks-prod');

  it.each([undefined, 'eks-staging', ''])('is not broken when %p was said', (said) => {
    expect(() => mustBeConfirmed(production, said)).toThrow(
      expect.objectContaining({
        code: 'PROOF_NOT_CONFIRMED',
        message: expect.stringContaining('--i-know-this-breaks eks-prod') as string,
      }) as Error,
    );
  });

  it('is, when its own name was said', () => {
    expect(() => mustBeConfirmed(production, 'eks-prod')).not.toThrow();
  });
});

it('takes minikube without a word', () => {
  expect(() => mustBeConfirmed(clusterNamed('minikube'), undefined)).not.toThrow();
});
