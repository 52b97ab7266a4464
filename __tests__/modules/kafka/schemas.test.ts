import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DataRate } from '../../../model/units';
import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import { kafkaObjects } from '../../../modules/kafka/kafka';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { withChanges } from '../../model/with-changes';
import { clusterEnvironment, ofKind, variants, type ClusterEnvironment } from './environments';
import { violationsOf, type Schema } from './schema-violations';

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: Schema } } };
    }[];
  };
}

const charts = join(__dirname, '../../../charts/strimzi-crds/templates');

/** The schema of a custom resource, as the cluster will check it. */
function schemaOf({ kind = '', apiVersion }: KubernetesObject): Schema {
  const definition = parse(readFileSync(join(charts, `${kind.toLowerCase()}.yaml`), 'utf8')) as Definition;
  const { group, versions } = definition.spec;
  const version = versions.find(({ name }) => `${group}/${name}` === apiVersion);
  if (version === undefined) throw new Error(`${kind} is not served as ${apiVersion}.`);
  return version.schema.openAPIV3Schema.properties.spec;
}

/** All objects of the custom kinds, with everything that a target may say. */
function customObjects(environment: ClusterEnvironment): KubernetesObject[] {
  const objects = kafkaObjects({
    environment,
    apiServerPorts: [443],
    network: DataRate.megabytesPerSecond(100),
    maintenanceWindows: ['* * 2-4 ? * SUN *'],
    brokers: { tolerations: [{ key: 'kafka', operator: 'Exists', effect: 'NoSchedule' }] },
    controllers: {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
    },
    extraListeners: [
      {
        name: 'external',
        port: 9094,
        type: 'loadbalancer',
        tls: true,
        authentication: { type: 'scram-sha-512' },
        networkPolicyPeers: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
      },
    ],
  });
  return [...objects, ...kafkaEntityObjects({ environment })].filter(({ apiVersion }) =>
    apiVersion?.includes('strimzi'),
  );
}

const problemsOf = (object: KubernetesObject): string[] =>
  violationsOf(schemaOf(object), (object as { readonly spec?: unknown }).spec);

describe("Strimzi's schemas", () => {
  it.each(variants)('take every object: %s', (_, environment) => {
    const objects = customObjects(environment);
    expect(new Set(objects.map(({ kind }) => kind))).toEqual(
      new Set(['Kafka', 'KafkaNodePool', 'KafkaRebalance', 'KafkaTopic', 'KafkaUser']),
    );
    expect(objects.flatMap(problemsOf)).toEqual([]);
  });

  it.each([
    ['spec/kafka/listeners/0/tls', undefined, '/kafka/listeners/0/tls: missing'],
    ['spec/kafka/listeners/0/port', '9093', '/kafka/listeners/0/port: string, not integer'],
    ['spec/kafka/listeners/0/type', 'public', '/kafka/listeners/0/type: not one of the values'],
    ['spec/kafka/replicas', 3, '/kafka/replicas: unknown'],
    ['spec/clusterCa/renewalDays', 0, '/clusterCa/renewalDays: out of range'],
    ['spec/cruiseControl/jvmOptions/-Xmx', '256Mi', '/cruiseControl/jvmOptions/-Xmx: pattern'],
  ])('rejects a wrong %s', (path, value, problem) => {
    const [kafka] = ofKind<KubernetesObject>(customObjects(clusterEnvironment()), 'Kafka');
    expect(problemsOf(withChanges(kafka!, { [path]: value }))).toEqual([problem]);
  });
});
