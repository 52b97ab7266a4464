import { validateObjects, type KubernetesObject } from '../../../local/schemas/validate';

const metadata = { name: 'one', namespace: 'test' };
const deployment = (container: object, spec: object = {}): KubernetesObject & Record<string, unknown> => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    selector: { matchLabels: { app: 'one' } },
    template: { metadata: { labels: { app: 'one' } }, spec: { containers: [{ name: 'one', ...container }] } },
    ...spec,
  },
});
const topic = (spec: object, apiVersion = 'kafka.strimzi.io/v1'): KubernetesObject & Record<string, unknown> => ({
  apiVersion,
  kind: 'KafkaTopic',
  metadata,
  spec,
});
/** kubeconform is built and the OpenAPI of Kubernetes fetched when the cache does not have them: minutes. */
jest.setTimeout(600_000);

const limits = { cpu: 1, memory: '1Gi' };
const probe = { httpGet: { port: 'http' } };

describe('objects', () => {
  it('pass when they are right: of Kubernetes, of Strimzi, of prometheus-operator', async () => {
    const right = [
      deployment({ image: 'a', resources: { limits }, livenessProbe: probe }),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } },
      topic({ partitions: 3, config: { 'retention.ms': 1 } }),
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata,
        spec: { selector: {}, podMetricsEndpoints: [{ port: 'metrics' }] },
      },
    ];
    expect(await validateObjects(right, process.env)).toEqual([]);
    expect(await validateObjects([], process.env)).toEqual([]);
  });

  it('are found with their key and path when they are wrong', async () => {
    const container = '/spec/template/spec/containers/0';
    const wrong: [KubernetesObject, string, RegExp][] = [
      [deployment({ imagee: 'a' }), container, /imagee/],
      [deployment({ livenessProbe: { httpGet: { port: [1] } } }), `${container}/livenessProbe/httpGet/port`, /array/],
      [deployment({}, { replicas: '1' }), '/spec/replicas', /got string, want integer/],
      [deployment({}, { selector: undefined }), '/spec', /selector/],
      [topic({ partitons: 3 }), '/spec', /partitons/],
      [topic({ partitions: '3' }), '/spec/partitions', /got string, want integer/],
      [topic({ partitions: 0 }), '/spec/partitions', /minimum/],
      [{ ...topic({}), metadata: { ...metadata, labls: {} } } as KubernetesObject, '/metadata', /labls/],
      [topic({}, 'kafka.strimzi.io/v1beta2'), '', /kafka\.strimzi\.io\/v1beta2 KafkaTopic is a kind of neither/],
      [{ apiVersion: 'v1', kind: 'Pood', metadata }, '', /v1 Pood is a kind of neither/],
    ];
    const found = await validateObjects(
      wrong.map(([object]) => object),
      process.env,
    );
    expect(found).toEqual(
      wrong.map(([{ kind }, path, message], index) => ({
        index,
        object: `test/${kind}/one`,
        path,
        message: expect.stringMatching(message) as string,
      })),
    );
  });
});
