import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Release } from '@cdktf/provider-helm/lib/release';
import { App } from 'cdktf';
import { serviceNames } from '../../contracts/services';
import { environments } from '../../environments';
import { addStacks, clustersOf, synthesize, SynthRefusedError } from '../../main';
import { resolve } from '../../model/resolve';
import { Size } from '../../model/units';
import type { EnvironmentSpec } from '../../model/spec';
import { withChanges } from '../model/with-changes';

const root = join(__dirname, '../..');
const tsx = join(root, 'node_modules/.bin/tsx');
const all: readonly EnvironmentSpec[] = Object.values(environments);

interface StackFile {
  readonly output: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
}

function stackOf(outdir: string, name: string): StackFile {
  return JSON.parse(readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8')) as StackFile;
}

/** CDKTF makes its empty folders before it has anything to write. */
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : [];

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'millrace-synth-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

describe('synth', () => {
  it('chooses the environments that are clusters', () => {
    expect(clustersOf(all).map(({ name }) => name)).toEqual(['minikube', 'eks-prod']);
  });

  it('writes a stack for each, whose outputs say what it will run', () => {
    synthesize(clustersOf(all), outdir);
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(['bootstrap', 'eks-prod', 'minikube']);
    for (const name of ['minikube', 'eks-prod'] as const) {
      const { output } = stackOf(outdir, name);
      const { topics, versions, kafka } = resolve(environments[name]);
      expect(output['versions']?.value).toEqual(versions);
      expect(Object.keys(output['topics']?.value ?? {}).sort()).toEqual(topics.map((topic) => topic.name).sort());
      const zones = [...new Set(kafka.brokers.map(({ rack }) => rack))];
      expect(output['brokers']?.value).toEqual({ brokers: 3, controllers: 3, zones });
      expect(output['access']?.value['bootstrapServer']).toBe('millrace-kafka-bootstrap.millrace.svc:9093');
    }
    expect(stackOf(outdir, 'eks-prod').output['topics']?.value['posts']).toEqual({
      partitions: 12,
      replicationFactor: 3,
      durability: 'no-loss',
    });
  });

  it('rejects accounts that contradict each other, before anything is written', () => {
    const staging = withChanges<EnvironmentSpec>(environments['eks-prod'], {
      name: 'eks-staging',
      'platform/account/region': 'eu-west-1',
    });
    expect(() => synthesize([environments['eks-prod'], staging], join(outdir, 'out'))).toThrow(/'bootstrap'/);
    expect(existsSync(join(outdir, 'out'))).toBe(false);
  });

  it('rejects bad environments, all of them, before anything is written', () => {
    const bad = clustersOf(all).map((spec) => withChanges(spec, { 'kafka/brokers': 4 }));
    expect(() => synthesize(bad, join(outdir, 'out'))).toThrow(SynthRefusedError);
    expect(() => synthesize(bad, join(outdir, 'out'))).toThrow(/"minikube"[\s\S]*"eks-prod"/);
    expect(existsSync(join(outdir, 'out'))).toBe(false);
  });

  const refused: readonly [string, Readonly<Record<string, unknown>>, string][] = [
    ['a zone named twice', { 'platform/zones': ['zone-a', 'zone-a', 'zone-b'] }, 'PLATFORM_ZONES_INVALID'],
    ['two zones', { 'platform/zones': ['zone-a', 'zone-b'] }, 'KAFKA_QUORUM_LOST_WITH_A_ZONE'],
    ['a mirror with a scheme', { 'platform/mirror': 'https://registry.example.com' }, 'PLATFORM_MIRROR_INVALID'],
    ['an image tag with a space', { 'platform/imageTag': 'a b' }, 'PLATFORM_IMAGE_TAG_INVALID'],
    ['a node too small', { 'platform/node/memory': Size.gibibytes(2) }, 'PLATFORM_NODE_TOO_SMALL'],
    ['uneven brokers', { 'kafka/brokers': 4 }, 'KAFKA_BROKERS_UNEVEN_OVER_ZONES'],
    ['a heap larger than the memory', { 'kafka/heap': Size.gibibytes(2) }, 'KAFKA_HEAP_EXCEEDS_MEMORY'],
    ['even controllers', { 'kafka/controllers': 2 }, 'KAFKA_CONTROLLERS_INVALID'],
    ['no authentication', { 'kafka/authentication': 'none' }, 'KAFKA_AUTHENTICATION_UNSUITABLE'],
    ['a Strimzi that is not in the matrix', { versions: { strimzi: '0.45.0' } }, 'VERSION_UNSUPPORTED'],
    ['fewer replicas than the profile', { 'topics/posts/replicationFactor': 2 }, 'TOPIC_REPLICATION_BELOW_PROFILE'],
    ['more replicas than brokers', { 'topics/posts/replicationFactor': 5 }, 'TOPIC_REPLICATION_EXCEEDS_BROKERS'],
    ['a topic without partitions', { 'topics/posts/partitions': 0 }, 'TOPIC_PARTITIONS_INVALID'],
    ['a topic that nobody declares', { 'topics/postz': {} }, 'TOPIC_UNKNOWN'],
    ['more consumers than partitions', { 'services/consumer/replicas': 9 }, 'SERVICE_REPLICAS_EXCEED_PARTITIONS'],
  ];

  it.each(refused)('rejects %s, by its code and before anything is written', (_, changes, code) => {
    const bad = withChanges<EnvironmentSpec>(environments.minikube, changes);
    expect(() => synthesize([bad], join(outdir, 'out'))).toThrow(code);
    expect(existsSync(join(outdir, 'out'))).toBe(false);
  });

  /** What the command says of specs that are wrong, which it must not write. */
  function refusalOf(spec: string): string {
    const program = join(outdir, 'bad.ts');
    writeFileSync(
      program,
      `import { main } from ${JSON.stringify(join(root, 'main'))};
       import { environments } from ${JSON.stringify(join(root, 'environments'))};
       main([${spec}]);`,
    );
    const out = join(outdir, 'out');
    const { status, stderr } = spawnSync(tsx, [program], {
      encoding: 'utf8',
      env: { ...process.env, CDKTF_OUTDIR: out },
    });
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(filesIn(out)).toEqual([]);
    return stderr;
  }

  it('ends with status 1 and the message alone when an environment is bad', () => {
    const text = refusalOf("{ ...environments.minikube, name: 'Mini' }");
    expect(text).toContain('The environment "Mini" cannot be used: one rule is broken.');
    expect(text).toContain('ENVIRONMENT_NAME_INVALID');
  });

  // A tag that the model takes for a name and the policies for a moving one.
  const moving = { imageTag: 'edge' };

  it('ends with status 1 and all findings when an object breaks a policy, the other stacks unwritten too', () => {
    const platform = `{ ...environments.minikube.platform, imageTag: ${JSON.stringify(moving.imageTag)} }`;
    const text = refusalOf(`environments['eks-prod'], { ...environments.minikube, platform: ${platform} }`);
    expect(text).toContain('The stack "minikube" cannot be deployed: 3 policies are broken.');
    for (const service of serviceNames) {
      expect(text).toContain(`millrace/Deployment/${service}  [CONTAINER_IMAGE_UNPINNED]`);
      expect(text).toContain(`the tag of millrace/${service}:edge is moved`);
    }
  });

  it('rejects objects that break a policy with the findings of every stack, before anything is written', () => {
    const bad = ['one', 'two'].map((name) =>
      withChanges<EnvironmentSpec>(environments.minikube, { name, 'platform/imageTag': moving.imageTag }),
    );
    const refused = () => synthesize(bad, join(outdir, 'out'));
    expect(refused).toThrow(SynthRefusedError);
    expect(refused).toThrow(/stack "one"[\s\S]*3\. [\s\S]*stack "two"[\s\S]*3\. /);
    expect(filesIn(join(outdir, 'out'))).toEqual([]);
  });

  it.each(['minikube', 'eks-prod'] as const)('holds the stack %s to the policies, whatever is added to it', (name) => {
    const app = new App({ outdir });
    addStacks(app, [resolve(environments[name])]);
    const stack = app.node.findChild(name);
    expect(stack.node.validate()).toEqual([]);
    new Release(stack, 'stray', { name: 'stray', chart: 'stray', repository: 'oci://registry.example.com' });
    expect(stack.node.validate()).toContainEqual(expect.stringContaining('stray  [RELEASE_UNPINNED]'));
  });

  it('runs as a program, as cdktf starts it', () => {
    execFileSync(tsx, [join(root, 'main.ts')], { env: { ...process.env, CDKTF_OUTDIR: outdir } });
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(['bootstrap', 'eks-prod', 'minikube']);
  });
});
