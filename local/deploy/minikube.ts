import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentOn } from '../../model/environment';
import { Cpu, Size } from '../../model/units';
import type { Commands } from './run-command';

/** minikube as an environment asks for it: one node for each zone, as large as the model counts with. */

/** Of each node, what the kubelet, the system's pods and the kernel keep (`environments/minikube.ts` counts without them). */
const system = { cpu: Cpu.millicores(500), memory: Size.mebibytes(700) } as const;

/** `storage-provisioner-rancher` is rancher.io/local-path: minikube's own provisioner makes its folders on the first node, and root's. */
const addons = ['metrics-server', 'storage-provisioner-rancher'] as const;

const zoneLabel = 'topology.kubernetes.io/zone';

/** Of the stack, in the repository; a test holds it against what is synthesized. */
export const stateFile = (stack: string): string => `terraform.${stack}.tfstate`;

const profileOf = ({ platform }: EnvironmentOn<'minikube'>): string[] => ['-p', platform.context];

/** The arguments of `minikube start`. */
export function startArguments(environment: EnvironmentOn<'minikube'>): string[] {
  const { zones, node } = environment.platform;
  const cpus = Math.ceil((node.cpu.toMillicores() + system.cpu.toMillicores()) / 1000);
  const memory = Math.ceil(node.memory.toMebibytes() + system.memory.toMebibytes());
  return [
    'start',
    ...profileOf(environment),
    `--nodes=${zones.length}`,
    `--kubernetes-version=v${environment.versions.kubernetes}`,
    // A virtual machine keeps local-path's folders in memory: `minikube stop` would lose them.
    '--driver=docker',
    // What minikube has by default admits NetworkPolicies and enforces none. Only a new cluster takes another.
    '--cni=calico',
    `--cpus=${cpus}`,
    `--memory=${memory}m`,
  ];
}

/** Starts it, or starts it again; the zones are labels that only this command sets. */
export async function startMinikube(environment: EnvironmentOn<'minikube'>, commands: Commands): Promise<void> {
  const { context, zones } = environment.platform;
  await commands.run('minikube', startArguments(environment));
  const names = await commands.output('kubectl', ['--context', context, 'get', 'nodes', '-o', 'name']);
  const nodes = names.trim().split('\n').sort();
  for (const [index, node] of nodes.entries()) {
    const zone = zones[index % zones.length];
    await commands.run('kubectl', ['--context', context, 'label', '--overwrite', node, `${zoneLabel}=${zone}`]);
  }
  for (const addon of addons) await commands.run('minikube', ['addons', 'enable', addon, ...profileOf(environment)]);
}

/** `stop` or `dashboard` of the environment's minikube. */
export async function onMinikube(
  environment: EnvironmentOn<'minikube'>,
  command: 'stop' | 'dashboard',
  commands: Commands,
): Promise<void> {
  await commands.run('minikube', [command, ...profileOf(environment)]);
}

/**
 * Deletes it, and what Terraform remembers of it: a deploy onto a new one would take its releases for ready.
 * @param repository where the stack's state is
 */
export async function deleteMinikube(
  environment: EnvironmentOn<'minikube'>,
  repository: string,
  commands: Commands,
): Promise<void> {
  await commands.run('minikube', ['delete', ...profileOf(environment)]);
  const state = join(repository, stateFile(environment.name));
  for (const file of [state, `${state}.backup`]) rmSync(file, { force: true });
}

/** Into every node, from this machine's engine. */
export async function loadImages(
  environment: EnvironmentOn<'minikube'>,
  images: readonly string[],
  commands: Commands,
): Promise<void> {
  for (const image of images) await commands.run('minikube', ['image', 'load', ...profileOf(environment), image]);
}
