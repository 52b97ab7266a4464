import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { environments } from '../../environments';
import { decodeGateRequest } from '../../local/deploy/gate-request';
import { pages } from '../../local/deploy/forward';
import { releasesOf } from '../../local/deploy/stack-file';
import { synthesize } from '../../main';
import type { EnvironmentSpec } from '../../model/spec';
import { platformVersion } from '../../model/versions';
import { monitoringAddresses, monitoringRelease } from '../../modules/monitoring/names';
import { withChanges } from '../model/with-changes';
import type { StackJson } from '../modules/releases/synthesized';

const root = join(__dirname, '../..');
const validator = join(root, '../shared/terraform/validate.mjs');

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'millrace-stack-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function textOf(outdir: string): string {
  return readFileSync(join(scratch, outdir, 'stacks', 'minikube', 'cdk.tf.json'), 'utf8');
}

function synthesized(outdir: string, changes: Readonly<Record<string, unknown>> = {}): StackJson {
  synthesize([withChanges<EnvironmentSpec>(environments.minikube, changes)], join(scratch, outdir));
  return JSON.parse(textOf(outdir)) as StackJson;
}

/** Every address that a resource comes behind, however far away. */
function needsOf(stack: StackJson, address: string): Set<string> {
  const [type = '', name = ''] = address.split('.');
  const { helm_release: releases, terraform_data: gates } = stack.resource;
  const direct = (type === 'helm_release' ? releases : gates)[name]?.depends_on ?? [];
  return new Set(direct.flatMap((need) => [need, ...needsOf(stack, need)]));
}

/** Each release, and those right before it; destroy goes the other way round. */
const order: readonly [string, readonly string[]][] = [
  ['strimzi-crds', ['namespaces']],
  ['strimzi-operator', ['namespaces', 'strimzi-crds']],
  ['kafka', ['strimzi-operator']],
  ['kafka-entities', ['kafka']],
  ['services', ['kafka-entities']],
  ['prometheus-operator-crds', ['namespaces']],
  ['monitoring', ['namespaces', 'prometheus-operator-crds']],
  ['monitors', ['monitoring']],
  ['logging', ['namespaces', 'prometheus-operator-crds']],
  ['log-agent', ['logging']],
  ['tracing', ['namespaces', 'prometheus-operator-crds']],
  ['tempo', ['tracing']],
  ['otel-collector', ['tempo']],
];

/** Members that say where an image is, and anything else that begins with a public registry's name. */
const imageMember = /^(image|registry|repository)$|Image(Registry)?$/;
const publicRegistry =
  /^(quay\.io|docker\.io|ghcr\.io|gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws)(\/|$)/;

/** Every text among values and objects that says where an image is. */
function imagesIn(tree: unknown, member = ''): string[] {
  if (typeof tree === 'string') return imageMember.test(member) || publicRegistry.test(tree) ? [tree] : [];
  if (typeof tree !== 'object' || tree === null) return [];
  const { registry, repository, ...others } = tree as Readonly<Record<string, unknown>>;
  // Of charts that put the two together.
  const whole = typeof registry === 'string' && typeof repository === 'string';
  const members = whole ? { ...others, image: `${registry}/${repository}` } : tree;
  return Object.entries(members).flatMap(([name, value]) => imagesIn(value, name));
}

describe('the minikube stack', () => {
  let stack: StackJson;
  beforeAll(() => {
    stack = synthesized('first');
  });

  it.each(order)('releases %s behind %j, and behind their readiness', (name, before) => {
    const needs = needsOf(stack, `helm_release.${name}`);
    for (const earlier of before) {
      expect(needs).toContain(`helm_release.${earlier}`);
      expect(needs).toContain(`terraform_data.${earlier}-ready`);
    }
  });

  it('has on destroy each release gone, objects and pods, before one that it stands on', () => {
    const gone = Object.keys(stack.resource.terraform_data).filter((name) => name.endsWith('-gone'));
    expect(gone.sort()).toEqual(
      [
        'kafka-entities',
        'kafka',
        'log-agent',
        'logging',
        'monitoring',
        'monitors',
        'namespaces',
        'otel-collector',
        'services',
        'strimzi-operator',
        'tempo',
        'tracing',
      ].map((name) => `${name}-gone`),
    );
    for (const name of gone)
      expect(needsOf(stack, `helm_release.${name.slice(0, -5)}`)).toContain(`terraform_data.${name}`);
    expect(needsOf(stack, 'terraform_data.services-gone')).toContain('terraform_data.kafka-entities-farewell');
    expect(needsOf(stack, 'terraform_data.kafka-entities-gone')).toContain('helm_release.kafka');
    expect(needsOf(stack, 'terraform_data.kafka-gone')).toContain('helm_release.strimzi-operator');
    expect(needsOf(stack, 'terraform_data.strimzi-operator-gone')).toContain('helm_release.strimzi-crds');
    expect(needsOf(stack, 'terraform_data.monitors-gone')).toContain('helm_release.monitoring');
    expect(needsOf(stack, 'terraform_data.monitoring-gone')).toContain('helm_release.prometheus-operator-crds');
  });

  it('lets go of topics before they are deleted, unless data may be deleted', () => {
    expect(stack.resource.terraform_data['kafka-entities-farewell']).toBeDefined();
    const allowed = synthesized('allowed', { 'platform/dataDeletion': 'allowed' });
    expect(allowed.resource.terraform_data['kafka-entities-farewell']).toBeUndefined();
    const kinds = allowed.resource.terraform_data['kafka-entities-gone']?.input.objects.map(({ kind }) => kind);
    expect(kinds).toContain('KafkaTopic');
  });

  it('hands over what local/deploy can read', () => {
    for (const { input, provisioner } of Object.values(stack.resource.terraform_data)) {
      expect(decodeGateRequest(JSON.stringify(input))).toEqual(input);
      expect(provisioner[0]?.['local-exec'].environment).toEqual({ MILLRACE_GATE: '${jsonencode(self.input)}' });
    }
  });

  it('pins every chart', () => {
    const releases = Object.values(stack.resource.helm_release);
    expect(releases).toHaveLength(14);
    for (const { version, skip_crds: skipped } of releases) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(skipped).toBe(true);
    }
  });

  it('is the same, byte for byte, when nothing has changed', () => {
    synthesized('second');
    expect(textOf('second')).toBe(textOf('first'));
  });

  it('says one changed line when a topic gets partitions, and asks once more whether that release is ready', () => {
    const changed = synthesized('changed', { 'topics/posts/partitions': 6 });
    const lines = ({ resource }: StackJson, name: string): string[] =>
      (resource.helm_release[name]?.values?.[0] ?? '').split('\n');
    for (const name of Object.keys(stack.resource.helm_release)) {
      const before = lines(stack, name);
      const after = lines(changed, name);
      const different = after.filter((line, index) => line !== before[index]);
      expect({ name, different, length: after.length }).toEqual({
        name,
        different: name === 'kafka-entities' ? ['      partitions: 6'] : [],
        length: before.length,
      });
    }
    const rerun = Object.entries(changed.resource.terraform_data)
      .filter(([name, gate]) => gate.triggers_replace !== stack.resource.terraform_data[name]?.triggers_replace)
      .map(([name]) => name);
    expect(rerun).toEqual(['kafka-entities-ready']);
  });

  it('holds no path of this machine and no secret', () => {
    const text = textOf('first');
    for (const place of [homedir(), scratch, '"/work', '"/home', '"/Users'].filter((path) => path !== '/'))
      expect(text).not.toContain(`"${place}`);
    // Grafana's own paths, from one dashboard to another, are none of a machine.
    expect(text).not.toMatch(/"\/(?!\/|d\/millrace-)[a-z]+\/[^"]*"/i);
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|sasl\.jaas\.config[^\n]{0,40}password=/);
  });

  it('pulls charts and images from the mirror alone when there is one, except for our own images', () => {
    const mirror = 'registry.example.com/mirror/';
    const changes = {
      'platform/mirror': 'registry.example.com/mirror',
      'platform/imageRepository': 'ghcr.io/acme/millrace',
      // Brings the adapter's chart.
      'services/consumer/scaling': { maxReplicas: 3, metric: 'consumer-lag' },
    };
    const releases = Object.entries(synthesized('mirror', changes).resource.helm_release);
    const repositories = releases.flatMap(([, { repository }]) => (repository === undefined ? [] : [repository]));
    expect(repositories).toHaveLength(6);
    for (const repository of repositories) expect(repository.startsWith(`oci://${mirror}`)).toBe(true);
    const images = releases.flatMap(([name, { values = [] }]) =>
      values.flatMap((text) => imagesIn(parse(text) as unknown).map((image) => ({ name, image }))),
    );
    const ours = images.filter(({ name }) => name === 'services');
    expect(ours.map(({ image }) => image).sort()).toEqual(
      ['consumer', 'ping-pong', 'producer'].map((service) => `ghcr.io/acme/millrace/${service}:${platformVersion}`),
    );
    const others = images.filter((one) => !ours.includes(one));
    expect(others.filter(({ image }) => !image.startsWith(mirror))).toEqual([]);
    const places = [
      'strimzi-operator',
      'monitoring',
      'prometheus-adapter',
      'logging',
      'log-agent',
      'tempo',
      'otel-collector',
    ];
    expect(places.map((place) => others.filter(({ name }) => name === place).length)).toEqual([1, 8, 1, 1, 1, 1, 1]);
  });

  it('is read back as it would be deployed, each release behind what it depends on', () => {
    const releases = releasesOf(join(scratch, 'first'), 'minikube');
    const at = (name: string): number => releases.findIndex((release) => release.name === name);
    for (const [name, before] of order) for (const earlier of before) expect(at(earlier)).toBeLessThan(at(name));
    const topic = releases[at('kafka-entities')]?.objects?.['millrace/KafkaTopic/posts'];
    expect(topic).toMatchObject({ kind: 'KafkaTopic', metadata: { name: 'posts', namespace: 'millrace' } });
    expect(existsSync(join(releases[at('strimzi-crds')]?.chart ?? '', 'Chart.yaml'))).toBe(true);
  });

  it('has the pages that `make grafana-ui` and the others ask for', () => {
    for (const name of ['prometheus', 'alertmanager'] as const) {
      const { service, namespace, port } = pages[name];
      expect(`http://${service}.${namespace}.svc:${port}`).toBe(monitoringAddresses[name]);
    }
    expect(pages.grafana.service).toBe(`${monitoringRelease}-grafana`);
  });

  // CI has the schemas; elsewhere the rest of this file must do.
  if (existsSync(validator))
    it("passes the providers' own schemas", () => {
      const file = join(scratch, 'first', 'stacks', 'minikube', 'cdk.tf.json');
      const { status, stdout } = spawnSync(process.execPath, [validator, file], { encoding: 'utf8' });
      expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining(' 0 findings') as string });
    });
});
