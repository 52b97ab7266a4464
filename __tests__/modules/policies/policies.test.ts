import { Release } from '@cdktf/provider-helm/lib/release';
import { App, TerraformStack } from 'cdktf';
import { Policies } from '../../../modules/policies/policies';
import { ChartRelease } from '../../../modules/releases/chart-release';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { goodObjects } from './good-objects';
import { temporaryFolder } from '../../support/temporary-folder';

function held(): { readonly app: App; readonly stack: TerraformStack } {
  const app = new App({ outdir: temporaryFolder('policies') });
  const stack = new TerraformStack(app, 'minikube');
  Policies.hold(stack, { dataDeletion: 'forbidden' });
  new Cluster(stack, { context: 'none' });
  return { app, stack };
}

const addObjects = (stack: TerraformStack, objects: ReturnType<typeof goodObjects>): ObjectsRelease =>
  new ObjectsRelease(stack, { name: 'objects', namespace: 'default', objects: Object.values(objects) });

describe('a stack that is held to the policies', () => {
  it('passes with releases and objects that break none', () => {
    const { app, stack } = held();
    addObjects(stack, goodObjects());
    new ChartRelease(stack, {
      name: 'monitoring',
      namespace: 'monitoring',
      chart: { repository: 'oci://ghcr.io/charts', chart: 'one', version: '1.2.3' },
      values: {},
    });
    expect(stack.node.validate()).toEqual([]);
    expect(() => app.synth()).not.toThrow();
  });

  it('rejects an object that was added after it was held, and keeps the synth from writing it', () => {
    const { app, stack } = held();
    const { service, ...others } = goodObjects();
    addObjects(stack, { ...others, service: { ...service, spec: { ...service.spec, type: 'NodePort' } } });
    expect(stack.node.validate()).toEqual([expect.stringContaining('millrace/Service/producer  [SERVICE_EXPOSED]')]);
    expect(() => app.synth()).toThrow(/SERVICE_EXPOSED/);
  });

  it('rejects a release of the provider’s own, wherever it is in the tree', () => {
    const { stack } = held();
    const objects = addObjects(stack, goodObjects());
    new Release(objects, 'stray', { name: 'stray', chart: 'redis', repository: 'oci://ghcr.io/charts' });
    const [text] = stack.node.validate();
    expect(text).toContain('2 policies are broken');
    expect(text).toContain('stray  [RELEASE_UNPINNED]');
    expect(text).toContain('stray  [RELEASE_BRINGS_CRDS]');
  });
});
