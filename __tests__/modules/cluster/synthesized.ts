import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Route } from '@cdktf/provider-aws/lib/route';
import { App, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { environments } from '../../../environments';
import { tagsOf } from '../../../model/aws-names';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import { aws } from '../../../modules/aws/aws';
import { EksCluster } from '../../../modules/cluster/eks-cluster';
import { withChanges } from '../../model/with-changes';

export interface ResourceJson {
  readonly depends_on?: readonly string[];
  readonly lifecycle?: { readonly prevent_destroy?: boolean; readonly ignore_changes?: readonly string[] };
  readonly [argument: string]: unknown;
}

export type ResourcesJson = Readonly<Record<string, Readonly<Record<string, ResourceJson>>>>;

export function eksProd(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const environment = resolve(withChanges(environments['eks-prod'], changes));
  if (!isOn(environment, 'eks')) throw new Error('eks-prod stands on EKS');
  return environment;
}

/** A network of three zones, with something in it that is not a subnet. */
export class FakeNetwork extends Construct {
  readonly subnets = {
    private: ['private-a', 'private-b', 'private-c'],
    intra: ['intra-a', 'intra-b', 'intra-c'],
  } as const;

  constructor(scope: Construct) {
    super(scope, 'network');
    new Route(this, 'route', { routeTableId: 'rtb-1', destinationCidrBlock: '10.99.0.0/16', natGatewayId: 'nat-1' });
  }
}

/** The cluster's stack as Terraform reads it; `file` keeps it there. */
export function textOf(environment: EnvironmentOn<'eks'>, file?: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-cluster-'));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, environment.name);
    const { account, region, tags } = environment.platform;
    aws(stack, { account: account.id, region, tags: tagsOf(environment.name, tags) });
    new EksCluster(stack, 'eks', { environment, network: new FakeNetwork(stack) });
    app.synth();
    const text = readFileSync(join(outdir, 'stacks', environment.name, 'cdk.tf.json'), 'utf8');
    if (file !== undefined) writeFileSync(file, text);
    return text;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export const resourcesOf = (environment: EnvironmentOn<'eks'>): ResourcesJson =>
  (JSON.parse(textOf(environment)) as { resource: ResourcesJson }).resource;

/** All of a kind; there must be some. */
export function all(resources: ResourcesJson, type: string): ResourceJson[] {
  const found = Object.values(resources[type] ?? {});
  if (found.length === 0) throw new Error(`There is no ${type}.`);
  return found;
}
