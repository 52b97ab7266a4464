import { clusterNamed } from '../../../local/deploy/chosen';
import {
  mustBeAllowed,
  mustNameEnvironment,
  onCluster,
  withCluster,
  type ClusterOptions,
} from '../../../proof/commands/on-cluster';
import { settingNamed } from '../../../proof/settings/registry';

const refused = (code: string, words: string): Error =>
  expect.objectContaining({ code, message: expect.stringContaining(words) as string }) as Error;

describe('what is about a deployed environment', () => {
  it.each<[Partial<ClusterOptions>, string]>([
    [{ http: true }, '--http is given without an environment'],
    [{ iKnowThisBreaks: 'eks-prod' }, '--i-know-this-breaks is given without an environment'],
    [{ http: true, iKnowThisBreaks: 'eks-prod' }, '--http and --i-know-this-breaks is given'],
  ])('is refused without one: %j', (options, words) => {
    expect(() => mustNameEnvironment(options)).toThrow(refused('PROOF_OPTION', words));
    expect(() => mustNameEnvironment({ ...options, env: 'minikube' })).not.toThrow();
  });

  it('need not be given', () => expect(() => mustNameEnvironment({})).not.toThrow());
});

describe('an environment on EKS', () => {
  const words = "PROVE_FLAGS='--i-know-this-breaks eks-prod'";

  it.each([undefined, 'eks-staging'])('is refused when %p was said, with the way through make', (said) => {
    expect(() => mustBeAllowed(clusterNamed('eks-prod'), said)).toThrow(refused('PROOF_NOT_CONFIRMED', words));
  });

  it('is refused before anything is asked of it', async () => {
    const work = jest.fn<Promise<number>, []>();
    await expect(withCluster({}, { env: 'eks-prod' }, work)).rejects.toThrow(words);
    expect(work).not.toHaveBeenCalled();
  });

  it('is taken when it was named', () => {
    expect(() => mustBeAllowed(clusterNamed('eks-prod'), 'eks-prod')).not.toThrow();
  });
});

describe('a bench on a cluster', () => {
  it('knows before what cannot be done there', async () => {
    const known = await new Promise<(string | undefined)[]>((tell) => {
      void withCluster({}, { env: 'minikube' }, ({ unavailable }) => {
        tell([unavailable?.('network'), unavailable?.('machines')]);
        return Promise.resolve(0);
      });
    });
    expect(known).toEqual([expect.stringContaining('NetworkPolicy'), undefined]);
  });
});

describe('a setting on a cluster', () => {
  it('has the brokers that are there, and leaves it to them which faults they take', () => {
    const { shapes } = onCluster(settingNamed('no-loss'), { env: 'minikube' });
    expect(shapes).toHaveLength(1);
    expect(shapes[0]!.shape.brokers).toBe(clusterNamed('minikube').kafka.brokers.length);
    expect(shapes[0]!.shape.takes('rolling-upgrade')).toBe(true);
  });

  it("writes to the environment's own topic only when that is allowed", () => {
    const { lines } = settingNamed('no-loss');
    expect(onCluster(settingNamed('no-loss'), { env: 'minikube', http: true }).lines).toEqual(lines);
    const without = onCluster(settingNamed('no-loss'), { env: 'minikube' }).lines;
    expect(without).toEqual(lines.filter((line) => line !== 'http'));
    expect(without).not.toHaveLength(lines.length);
  });
});
