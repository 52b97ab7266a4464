import { environments } from '../../environments';
import { defaults } from '../../model/defaults';
import { withImageDigests } from '../../model/image-digests';
import { resolve, tryResolve } from '../../model/resolve';
import type { EnvironmentSpec } from '../../model/spec';
import { withChanges } from './with-changes';

const tag = defaults.cluster.imageTag;
const one = { tag, digests: { producer: `sha256:${'1'.repeat(64)}` } };
const other = { tag, digests: { producer: `sha256:${'2'.repeat(64)}` } };
const prod: EnvironmentSpec = environments['eks-prod'];

const digestsOf = (spec: EnvironmentSpec): unknown =>
  'imageDigests' in spec.platform ? spec.platform.imageDigests : undefined;

describe('withImageDigests', () => {
  it("gives an EKS environment the digests of its own name, and leaves the spec's other members as they are", () => {
    const spec = withImageDigests(prod, { 'eks-prod': one, 'eks-staging': other });
    expect(digestsOf(spec)).toEqual(one.digests);
    expect(withChanges(spec, { 'platform/imageDigests': undefined })).toEqual(prod);
    expect(resolve(spec).platform).toMatchObject({ imageDigests: one.digests });
    expect(digestsOf(prod)).toBeUndefined();
  });

  it('gives none of another tag than the environment runs: its bytes are older, or newer', () => {
    const tagged = withChanges<EnvironmentSpec>(prod, { 'platform/imageTag': '9.9.9' });
    expect(withImageDigests(tagged, { 'eks-prod': one })).toBe(tagged);
    expect(digestsOf(withImageDigests(tagged, { 'eks-prod': { ...one, tag: '9.9.9' } }))).toEqual(one.digests);
  });

  it('leaves alone one that says its own, one that has none, and what is not on EKS', () => {
    const own = withChanges<EnvironmentSpec>(prod, { 'platform/imageDigests': other.digests });
    expect(withImageDigests(own, { 'eks-prod': one })).toBe(own);
    expect(withImageDigests(prod, { 'eks-staging': one })).toBe(prod);
    expect(withImageDigests(environments.minikube, { minikube: one })).toBe(environments.minikube);
    expect(withImageDigests(withChanges(prod, { name: 'constructor' }), {}).platform).not.toHaveProperty(
      'imageDigests',
    );
  });

  it('rejects by the rules what the file has wrong', () => {
    const resolution = tryResolve(withImageDigests(prod, { 'eks-prod': { tag, digests: { producer: 'latest' } } }));
    expect(resolution).toMatchObject({ ok: false, violations: [{ code: 'IMAGE_DIGEST_INVALID' }] });
  });
});

describe('an account', () => {
  it.each(['millrace/millrace', 'millrace@123456/mill.race_2@456789', 'a/b'])(
    'may have the repository %s',
    (repository) => {
      expect(tryResolve(withChanges(prod, { 'platform/account/repository': repository })).ok).toBe(true);
    },
  );

  it('needs none', () => {
    expect(tryResolve(withChanges(prod, { 'platform/account/repository': undefined })).ok).toBe(true);
  });
});
