import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environments } from '../../../environments';
import { render } from '../../../local/deploy/render';
import { Commands } from '../../../local/deploy/run-command';
import { releasesOf } from '../../../local/deploy/stack-file';
import { objectsIn } from '../../../local/schemas/read-objects';
import { validateObjects, type Finding, type KubernetesObject } from '../../../local/schemas/validate';
import { synthesize } from '../../../main';
import { isOn } from '../../../model/environment';
import { resolve as resolved } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { DataRate } from '../../../model/units';
import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import { kafkaObjects, type KafkaTarget } from '../../../modules/kafka/kafka';
import { workloadObjects } from '../../../modules/workloads/workloads';
import { withChanges } from '../../model/with-changes';
import { variants as kafkaVariants } from '../../modules/kafka/environments';

/**
 * All that the stacks would create, against the schemas by which the API server takes it. Not seen here: rules in CEL,
 * which only a real one knows (`make e2e`), and the objects that published charts make of our values.
 */

type Anything = KubernetesObject & { readonly spec?: object };
type Groups = Readonly<Record<string, readonly KubernetesObject[]>>;

const repository = resolve(__dirname, '..', '..', '..');

/** minikube with each choice that an environment has: every object of the synthesized stack. By the stack's name. */
const stacks: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'without-cruise-control': { 'kafka/cruiseControl': false },
  'combined-roles': { 'kafka/controllers': 'combined' },
  mtls: { 'kafka/authentication': 'mtls' },
  'scaled-on-cpu': { 'services/producer/scaling': { maxReplicas: 3 } },
  'scaled-on-lag': { 'services/consumer/scaling': { maxReplicas: 3, metric: 'consumer-lag' } },
  mirrored: { 'platform/mirror': 'registry.example.com/mirror' },
  'data-may-go': { 'platform/dataDeletion': 'allowed' },
  traced: { 'services/producer/otlpEndpoint': 'http://collector.tracing:4318' },
};

function stackObjects(outdir: string): Groups {
  const specs = Object.entries(stacks).map(([name, changes]) =>
    withChanges<EnvironmentSpec>(environments.minikube, { name, ...changes }),
  );
  synthesize(specs, outdir);
  const objectsOf = (name: string): KubernetesObject[] =>
    releasesOf(outdir, name).flatMap(({ objects = {} }) => Object.values(objects));
  return Object.fromEntries(Object.keys(stacks).map((name) => [name, objectsOf(name)]));
}

/** All that a target may say of Kafka, which minikube does not. */
const target: KafkaTarget = {
  apiServerPorts: [443],
  allowVolumeExpansion: true,
  parameters: { type: 'gp3' },
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
};

/** What the modules make for other targets than minikube. */
function moduleObjects(): Groups {
  const kafka = kafkaVariants.map(([name, environment]): [string, KubernetesObject[]] => [
    `Kafka on ${name}`,
    [...kafkaObjects({ environment, ...target }), ...kafkaEntityObjects({ environment })],
  ]);
  const eks = resolved(environments['eks-prod']);
  const services = isOn(eks, 'eks') ? workloadObjects({ environment: eks }) : [];
  return { ...Object.fromEntries(kafka), 'services on eks-prod': services };
}

/** `make render` to the end: what it writes, read back; with the CRDs, without published charts. */
async function renderedObjects(into: string): Promise<readonly KubernetesObject[]> {
  await render({ repository, stack: 'minikube', into, charts: false }, new Commands(process.env));
  return objectsIn([into]).map(({ object }) => object);
}

/** One of each kind with a field that there is not, in the object and in its spec. */
function misspelled(objects: readonly Anything[]): Anything[] {
  const firsts = new Map(objects.map((object) => [`${object.apiVersion} ${object.kind}`, object]));
  return [...firsts.values()].map((object) => ({
    ...object,
    misspelt: true,
    ...(object.spec && { spec: { ...object.spec, misspelt: true } }),
  }));
}

/** Kind, path of a value, a wrong one, and what must be said there. */
const wrong: readonly (readonly [kind: string, path: string, value: unknown, message: RegExp])[] = [
  ['Deployment', 'spec/template/spec/containers/0/resources/limits/memory', true, /got boolean, want number or string/],
  ['NetworkPolicy', 'spec/podSelector/matchLabels', 'app', /got string, want object/],
  ['PodDisruptionBudget', 'spec/maxUnavailable', true, /got boolean, want integer or string/],
  ['StorageClass', 'allowVolumeExpansion', 'no', /got string, want boolean/],
  ['HorizontalPodAutoscaler', 'spec/maxReplicas', '3', /got string, want integer/],
  ['CustomResourceDefinition', 'spec/scope', undefined, /missing property 'scope'/],
  ['Kafka', 'spec/kafka/listeners/0/tls', undefined, /missing property 'tls'/],
  ['Kafka', 'spec/kafka/listeners/0/port', '9093', /got string, want integer/],
  ['Kafka', 'spec/kafka/listeners/0/type', 'public', /must be one of/],
  ['Kafka', 'spec/clusterCa/renewalDays', 0, /minimum/],
  ['Kafka', 'spec/cruiseControl/jvmOptions/-Xmx', '256Mi', /pattern/],
  ['KafkaNodePool', 'spec/roles/0', 'leader', /must be one of/],
  ['KafkaUser', 'spec/authorization/acls/0/operations/0', 'Reed', /must be one of/],
  ['PodMonitor', 'spec/podMetricsEndpoints/0/interval', '30 s', /pattern/],
];

/** What of the rule's path stands in the findings: those of a missing member are its parent's. */
const placeOf = (path: string, value: unknown): string =>
  `/${value === undefined ? path.slice(0, path.lastIndexOf('/')) : path}`;

const tell = ({ object, path, message }: Finding): string => `${object} ${path}: ${message}`;

/** One question for all. The findings' `index` is that of the object in its group. */
async function findingsByGroup(groups: Groups): Promise<Readonly<Record<string, readonly Finding[]>>> {
  const found = await validateObjects(Object.values(groups).flat(), process.env);
  let end = 0;
  return Object.fromEntries(
    Object.entries(groups).map(([group, { length }]) => {
      const start = end;
      end += length;
      const own = found.filter(({ index }) => index >= start && index < start + length);
      return [group, own.map((finding) => ({ ...finding, index: finding.index - start }))];
    }),
  );
}

describe('objects that would be deployed', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-rendered-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  let groups: Groups;
  let findings: Readonly<Record<string, readonly Finding[]>>;

  // With cold caches kubeconform is built and the OpenAPI of Kubernetes fetched: minutes.
  beforeAll(async () => {
    const right: Groups = {
      minikube: await renderedObjects(join(scratch, 'rendered')),
      ...stackObjects(join(scratch, 'stacks')),
      ...moduleObjects(),
    };
    const all = Object.values(right).flat();
    const changed = wrong.map(([kind, path, value]) => {
      const object = all.find((candidate) => candidate.kind === kind);
      return withChanges<KubernetesObject>(object ?? {}, { [path]: value });
    });
    groups = { ...right, misspelled: misspelled(all), wrong: changed };
    findings = await findingsByGroup(groups);
  }, 600_000);

  const kafkas = kafkaVariants.map(([name]) => `Kafka on ${name}`);
  it.each(['minikube', ...Object.keys(stacks), ...kafkas, 'services on eks-prod'])(
    'are as their schemas say: %s',
    (group) => {
      expect(groups[group]?.length).toBeGreaterThan(15);
      expect(findings[group]?.map(tell)).toEqual([]);
    },
  );

  it('are of every family: of Kubernetes, of both operators, and their CRDs', () => {
    const kinds = new Set(groups['minikube']?.map(({ kind }) => kind));
    for (const kind of ['Namespace', 'CustomResourceDefinition', 'Kafka', 'KafkaTopic', 'Deployment', 'PodMonitor'])
      expect(kinds).toContain(kind);
  });

  it('rejects, in each kind, fields that it does not have', () => {
    expect(groups['misspelled']?.length).toBeGreaterThan(15);
    const places = (groups['misspelled'] as readonly Anything[]).map(({ kind, spec }) => ({
      kind,
      paths: spec === undefined ? [''] : ['', '/spec'],
    }));
    const found = places.map(({ kind }, at) => ({
      kind,
      paths: (findings['misspelled'] ?? [])
        .filter(({ index, message }) => index === at && message.includes('misspelt'))
        .map(({ path }) => path)
        .sort(),
    }));
    expect(found).toEqual(places);
  });

  it('rejects a wrong value of each family, where it stands', () => {
    expect(
      findings['wrong']?.map(({ object, path, message }) => ({ kind: object.split('/')[1], path, message })),
    ).toEqual(
      wrong.map(([kind, path, value, message]) => ({
        kind,
        path: placeOf(path, value),
        message: expect.stringMatching(message) as string,
      })),
    );
  });
});
