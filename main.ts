import { delimiter, resolve as absolute } from 'node:path';
import { App } from 'cdktf';
import { environments } from './environments';
import images from './environments/images.json';
import { accountContradictions, accountStacksOf } from './model/account-stacks';
import { isOn, type Environment } from './model/environment';
import { withImageDigests } from './model/image-digests';
import { resolve } from './model/resolve';
import type { EnvironmentSpec } from './model/spec';
import { EnvironmentInvalidError } from './model/violation';
import { BootstrapStack } from './stacks/bootstrap-stack';
import { EksStack } from './stacks/eks-stack';
import { held } from './stacks/held';
import { MinikubeStack } from './stacks/minikube-stack';

/** The environments that are clusters; those on a laptop are run by `local/`. */
export function clustersOf(specs: readonly EnvironmentSpec[]): EnvironmentSpec[] {
  return specs.filter(({ platform }) => platform.kind === 'minikube' || platform.kind === 'eks');
}

/** The stack of each cluster among them, held to the policies. */
export function addStacks(app: App, resolved: readonly Environment[], kubeconfig: readonly string[] = []): void {
  const files = kubeconfig.length === 0 ? {} : { kubeconfig };
  for (const environment of resolved) {
    if (isOn(environment, 'minikube')) held(new MinikubeStack(app, { environment, ...files }), environment.platform);
    else if (isOn(environment, 'eks')) held(new EksStack(app, { environment }), environment.platform);
  }
  for (const props of accountStacksOf(resolved)) held(new BootstrapStack(app, props), { dataDeletion: 'forbidden' });
}

/** All that is wrong with all of them is told in one run. */
function resolveAll(specs: readonly EnvironmentSpec[]): Environment[] {
  const refusals: string[] = [];
  const resolved = specs.flatMap((spec) => {
    try {
      return [resolve(spec)];
    } catch (error) {
      if (!(error instanceof EnvironmentInvalidError)) throw error;
      refusals.push(error.message);
      return [];
    }
  });
  const refused = [...refusals, ...accountContradictions(resolved)];
  if (refused.length > 0) throw new SynthRefusedError(refused);
  return resolved;
}

/** Environments that break rules, or objects that break policies: nothing was written. */
export class SynthRefusedError extends Error {
  override readonly name = 'SynthRefusedError';
  readonly code = 'SYNTH_REFUSED';
  readonly canRetry = false;
  constructor(refusals: readonly string[]) {
    super(refusals.join('\n\n'));
  }
}

/**
 * Writes one stack for each of them.
 * @param kubeconfig files of it; none for `~/.kube/config`
 * @throws SynthRefusedError before anything is written
 */
export function synthesize(
  specs: readonly EnvironmentSpec[],
  outdir?: string,
  kubeconfig: readonly string[] = [],
): void {
  const resolved = resolveAll(specs);
  const app = new App(outdir === undefined ? {} : { outdir });
  addStacks(app, resolved, kubeconfig);
  // CDKTF would throw stack by stack, after it had written the first ones.
  const refusals = app.node.findAll().flatMap(({ node }) => node.validate());
  if (refusals.length > 0) throw new SynthRefusedError(refusals);
  app.synth();
}

/** kubectl's own variable, which Terraform's providers do not read; their paths are of another folder. */
function kubeconfigFiles(variable = ''): string[] {
  return variable
    .split(delimiter)
    .filter((file) => file !== '')
    .map((file) => absolute(file));
}

/** The command's own end: a refusal is told as it is, without a stack trace. */
export function main(specs: readonly EnvironmentSpec[] = Object.values(environments)): void {
  try {
    synthesize(
      clustersOf(specs).map((spec) => withImageDigests(spec, images)),
      undefined,
      kubeconfigFiles(process.env['KUBECONFIG']),
    );
  } catch (error) {
    if (!(error instanceof SynthRefusedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) main();
