import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eksProd } from '../../../environments/eks-prod';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { aws } from '../../../modules/aws/aws';
import { Network } from '../../../modules/network/network';
import { withChanges } from '../../model/with-changes';

/** A resource as Terraform reads it, with the members that these tests look at. */
export interface Resource {
  readonly lifecycle?: Readonly<Record<string, unknown>>;
  readonly depends_on?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly [argument: string]: unknown;
}

export type Resources = Readonly<Record<string, Readonly<Record<string, Resource>>>>;

/** `eks-prod` with some members of its platform changed. */
export function eksEnvironment(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const environment = resolve(withChanges<EnvironmentSpec>(eksProd, changes));
  if (!isOn(environment, 'eks')) throw new Error(`${environment.name} is not on EKS`);
  return environment;
}

export interface Synthesized {
  readonly network: Network;
  readonly resources: Resources;
  /** The ids that others are given, as expressions. */
  readonly ids: { readonly vpcId: string; readonly subnets: Readonly<Record<string, readonly string[]>> };
  /** The stack as it is written. */
  readonly text: string;
}

interface Written {
  readonly resource: Resources;
  readonly output: { readonly ids: { readonly value: Synthesized['ids'] } };
}

/** A stack with nothing but the network, as `cdktf synth` writes it. */
export function synthesized(environment: EnvironmentOn<'eks'>): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-network-'));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, environment.name);
    const { account, region, tags } = environment.platform;
    aws(stack, { account: account.id, region, tags });
    const network = new Network(stack, 'network', { environment });
    new TerraformOutput(stack, 'ids', { value: { vpcId: network.vpcId, subnets: network.subnets } });
    app.synth();
    const text = readFileSync(join(outdir, 'stacks', environment.name, 'cdk.tf.json'), 'utf8');
    const { resource, output } = JSON.parse(text) as Written;
    return { network, text, resources: resource, ids: output.ids.value };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** All resources of a type, with their addresses. */
export const ofType = (resources: Resources, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(resources[type] ?? {}).map(([name, resource]) => [`${type}.${name}`, resource] as const);

/** The address that an expression such as `${aws_vpc.network_vpc.id}` refers to. */
export const addressOf = (expression: unknown): string =>
  String(expression).replace(/^\$\{(\w+\.[\w-]+)\.\w+\}$/, '$1');
