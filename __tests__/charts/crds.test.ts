import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseDefinition, storedVersion, type Schema } from '../../local/crds/definition';
import { crdSources } from '../../local/crds/generate';
import { chartVersions, prometheusOperatorVersion, versionMatrix } from '../../model/versions';
import { labelsOf } from '../../modules/kubernetes/object';

const charts = join(__dirname, '..', '..', 'charts');
const read = (...path: string[]): string => readFileSync(join(charts, ...path), 'utf8');

const identities = {
  'strimzi-crds': { name: 'strimzi', component: 'operator' },
  'prometheus-operator-crds': { name: 'prometheus-operator', component: 'monitoring' },
  'aws-load-balancer-controller-crds': { name: 'aws-load-balancer-controller', component: 'operator' },
} as const;
const kinds = {
  'strimzi-crds': ['Kafka', 'KafkaNodePool', 'KafkaRebalance', 'KafkaTopic', 'KafkaUser', 'StrimziPodSet'],
  'prometheus-operator-crds': ['Alertmanager', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ServiceMonitor'],
  'aws-load-balancer-controller-crds': ['IngressClassParams', 'TargetGroupBinding'],
};

function withDescription(schema: Schema, path: string): string[] {
  const inside = { ...schema.properties, '[]': schema.items, '*': schema.additionalProperties };
  const found = Object.entries(inside).flatMap(([name, part]) =>
    typeof part === 'object' ? withDescription(part, `${path}.${name}`) : [],
  );
  return typeof schema.description === 'string' ? [path, ...found] : found;
}

describe.each(Object.keys(identities) as (keyof typeof identities)[])('charts/%s', (chart) => {
  const templates = readdirSync(join(charts, chart, 'templates')).filter((file) => !/guard/.test(file));
  const definitions = templates.map((file) => parseDefinition(read(chart, 'templates', file), file));

  it('is of the version in model/versions.ts', () => {
    const pinned = {
      'strimzi-crds': versionMatrix.newest.strimzi,
      'prometheus-operator-crds': prometheusOperatorVersion,
      'aws-load-balancer-controller-crds': `v${chartVersions.loadBalancerController}`,
    };
    const { version, appVersion } = parse(read(chart, 'Chart.yaml')) as Record<string, string>;
    expect(appVersion).toBe(pinned[chart]);
    expect(version).toBe(pinned[chart].replace('v', ''));
    expect(crdSources.map((source) => source.chart)).toContain(chart);
  });

  it('has each kind that Millrace makes objects of', () => {
    expect(definitions.map(({ spec }) => spec.names.kind)).toEqual(expect.arrayContaining(kinds[chart]));
  });

  it('keeps every CRD on uninstall, with the labels of all our objects', () => {
    for (const { metadata } of definitions) {
      expect(metadata.annotations).toMatchObject({ 'helm.sh/resource-policy': 'keep' });
      expect(metadata.labels).toMatchObject(labelsOf(identities[chart]));
    }
  });

  it('has no words and no templates in its schemas', () => {
    expect(
      definitions.flatMap((one) => withDescription(storedVersion(one).schema.openAPIV3Schema, one.metadata.name)),
    ).toEqual([]);
    expect(templates.filter((file) => read(chart, 'templates', file).includes('{{'))).toEqual([]);
  });

  it('guards every CRD of it', () => {
    const guard = read(chart, 'templates', '_guard.tpl');
    expect(definitions.filter(({ metadata }) => !guard.includes(`"${metadata.name}" (list "`))).toEqual([]);
    expect(read(chart, 'templates', 'guard.yaml')).toContain('include "crds.guard" .');
  });
});
