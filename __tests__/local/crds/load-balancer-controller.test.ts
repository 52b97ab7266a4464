import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chartFiles } from '../../../local/crds/chart';
import { parseDefinition, storedVersion } from '../../../local/crds/definition';
import { crdSources } from '../../../local/crds/generate';
import { loadBalancerControllerDefinitions } from '../../../local/crds/load-balancer-controller';

const charts = join(__dirname, '../../../charts');
const source = crdSources.find(({ chart }) => chart === 'aws-load-balancer-controller-crds')!;

/** Its definitions by file. */
async function definitions() {
  const yaml = [...(await loadBalancerControllerDefinitions())];
  return new Map(yaml.map(([file, text]) => [file, parseDefinition(text, file)] as const));
}

describe('the CRDs of the load balancer controller', () => {
  it('are those of the chart that is committed, to the byte', async () => {
    for (const [path, text] of chartFiles(await definitions(), source)) {
      expect([path, readFileSync(join(charts, source.chart, path), 'utf8')]).toEqual([path, text]);
    }
  });

  it('keep every field that the controller writes, and let it write the status alone', async () => {
    for (const definition of (await definitions()).values()) {
      const { schema, ...version } = storedVersion(definition);
      const { properties = {} } = schema.openAPIV3Schema;
      for (const [field, of] of Object.entries(properties)) {
        expect([field, of]).toEqual([field, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }]);
      }
      expect('status' in properties).toBe('subresources' in version);
    }
  });

  it('have the names, scopes and versions of the controller’s own API', async () => {
    const yaml = [...(await loadBalancerControllerDefinitions()).values()].map((text) => parse(text) as object);
    expect(yaml).toEqual([
      expect.objectContaining({ metadata: { name: 'ingressclassparams.elbv2.k8s.aws' } }),
      expect.objectContaining({ metadata: { name: 'targetgroupbindings.elbv2.k8s.aws' } }),
    ]);
    expect(yaml).toMatchObject([
      { spec: { scope: 'Cluster', versions: [{ name: 'v1beta1', served: true, storage: true }] } },
      {
        spec: {
          scope: 'Namespaced',
          names: { kind: 'TargetGroupBinding', listKind: 'TargetGroupBindingList', singular: 'targetgroupbinding' },
          versions: [{ name: 'v1beta1', subresources: { status: {} } }],
        },
      },
    ]);
  });
});
