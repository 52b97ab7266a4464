import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { GateRequest } from '../../../model/gate';
import { KafkaEntities } from '../../../modules/kafka/entities';
import { KafkaCluster } from '../../../modules/kafka/kafka';
import { StrimziOperator } from '../../../modules/kafka/operator';
import { Cluster } from '../../../modules/releases/cluster';
import { clusterEnvironment, target } from './environments';

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly repository?: string;
  readonly timeout: number;
  readonly values: readonly string[];
}
interface StackFile {
  readonly resource: {
    readonly helm_release: Readonly<Record<string, Release>>;
    readonly terraform_data: Readonly<
      Record<string, { readonly input: GateRequest; readonly depends_on?: readonly string[] }>
    >;
  };
}

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'millrace-kafka-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

/** The stack as Terraform reads it. */
function synthesized(environment = clusterEnvironment()): { readonly text: string; readonly stack: StackFile } {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'test');
  new Cluster(stack, { context: 'test' });
  const { mirror } = environment.platform as { readonly mirror?: string };
  const operator = new StrimziOperator(stack, {
    version: environment.versions.strimzi,
    ...(mirror === undefined ? {} : { mirror }),
    after: [],
  });
  const kafka = new KafkaCluster(stack, { environment, ...target, after: [operator] });
  new KafkaEntities(stack, { environment, after: [kafka] });
  app.synth();
  const text = readFileSync(join(outdir, 'stacks/test/cdk.tf.json'), 'utf8');
  return { text, stack: JSON.parse(text) as StackFile };
}

describe('the releases', () => {
  it('are the operator, the cluster, and topics with users, each with its time', () => {
    const { helm_release: releases } = synthesized().stack.resource;
    const places = Object.values(releases).map(({ name, namespace, timeout }) => [name, namespace, timeout]);
    expect(places.sort()).toEqual([
      ['kafka', 'millrace', 900],
      ['kafka-entities', 'millrace', 300],
      ['strimzi-operator', 'strimzi', 600],
    ]);
  });

  it('wait for one another', () => {
    const { terraform_data: gates } = synthesized().stack.resource;
    const waits = Object.values(gates).flatMap(({ depends_on = [] }) => depends_on);
    expect(waits).toContain('helm_release.strimzi-operator');
    // Topics and users wait for the gate behind the cluster, which is open when the cluster is ready.
    const cluster = Object.keys(gates).filter((name) => name.includes('kafka') && !name.includes('entities'));
    expect(cluster.some((name) => waits.includes(`terraform_data.${name}`))).toBe(true);
  });

  it('wait for the operator itself, and on destroy until its pod has ended', () => {
    const { terraform_data: gates } = synthesized().stack.resource;
    expect(gates['strimzi-operator-ready']?.input.groups).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'strimzi' },
    ]);
    expect(gates['strimzi-operator-gone']?.input.pods).toEqual([
      { namespace: 'strimzi', selector: 'strimzi.io/kind=cluster-operator' },
    ]);
    expect(gates['kafka-gone']?.depends_on).toEqual(['terraform_data.strimzi-operator-ready']);
  });

  it('pin the chart of the operator to the version that the environment names', () => {
    expect(synthesized().stack.resource.helm_release['strimzi-operator']).toMatchObject({
      repository: 'oci://quay.io/strimzi-helm',
      chart: 'strimzi-kafka-operator',
      version: '1.2.0',
    });
  });

  it('pull the chart from the mirror when there is one', () => {
    const mirror = 'registry.example.com/mirror';
    const operator = synthesized(clusterEnvironment('minikube', { 'platform/mirror': mirror })).stack.resource
      .helm_release['strimzi-operator'];
    expect(operator?.repository).toBe(`oci://${mirror}/quay.io/strimzi-helm`);
    expect(operator?.values.join()).toContain(`defaultImageRegistry: ${mirror}/quay.io`);
  });

  it('let topics go before they are deleted, unless data may go with them', () => {
    expect(synthesized().text).toContain('release-topics');
    const allowed = clusterEnvironment('minikube', { 'platform/dataDeletion': 'allowed' });
    expect(synthesized(allowed).text).not.toContain('release-topics');
  });
});
