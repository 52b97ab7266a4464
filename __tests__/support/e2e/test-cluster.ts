/** Test code: the cluster that the current context names, its nodes, and what can be done with it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Node } from 'kubernetes-types/core/v1';
import { toolFolder } from '../../../local/build/container-tools';
import { waitUntil } from '../../../local/kafka/wait-until';
import { namespaces } from '../../../model/cluster-names';
import { topologyKeys } from '../../../modules/kubernetes/pods';
import { must, run, type CommandOptions, type Ran, type Variables } from './commands';
import { KubernetesApi, resourcePath } from './kubernetes-api';

const repository = resolve(__dirname, '../../..');
/** Makes a cluster on machines without a registry; its README says what it has. */
const sharedCluster = resolve(repository, '../shared/cluster/cluster');

export interface ClusterNode {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly ready: boolean;
}

/** `stand-in`: no operator can be had, the test does its part. `operator`: `cdktf deploy` has brought Strimzi's. */
export type Level = 'stand-in' | 'operator';

const operatorDeployment = 'strimzi-cluster-operator';

/** Asked while tests are collected. */
export function levelNow(): Level {
  const asked = ['--namespace', namespaces.operator, 'get', 'deployment', operatorDeployment, '--output=name'];
  const { status } = spawnSync('kubectl', asked, { env: { ...process.env, PATH: toolPath() }, timeout: 20_000 });
  return status === 0 ? 'operator' : 'stand-in';
}

/** With what `.ci/run` has made. */
const toolPath = (): string => [process.env['PATH'] ?? '', toolFolder(process.env)].join(delimiter);

interface StorageClassItem {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly provisioner: string;
}

const isReady = ({ status }: Node): boolean =>
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

export class TestCluster {
  private constructor(
    readonly env: Variables,
    readonly context: string,
    readonly api: KubernetesApi,
    readonly level: Level,
    private readonly isShared: boolean,
  ) {}

  /**
   * @param dir for a kubeconfig in which the cluster has the name that the stack knows it by
   * @throws Error that says what is missing
   */
  static async open(dir: string, context: string): Promise<TestCluster> {
    const own: Variables = { ...process.env, PATH: toolPath() };
    const flags = ['config', 'view', '--raw', '--flatten', '--minify', '--output=json'];
    const config = JSON.parse(await must('kubectl', flags, { env: own })) as {
      readonly contexts: readonly { readonly context: object }[] | null;
      readonly clusters: readonly { readonly cluster: { readonly server: string } }[] | null;
    };
    const [current] = config.contexts ?? [];
    if (current === undefined) throw new Error('no cluster: the kubeconfig has no current context (KUBECONFIG)');
    const kubeconfig = join(dir, 'kubeconfig');
    const renamed = { ...config, contexts: [{ ...current, name: context }], 'current-context': context };
    await writeFile(kubeconfig, JSON.stringify(renamed), { mode: 0o600 });
    const env = { ...own, KUBECONFIG: kubeconfig };
    await must('helm', ['version'], { env });
    const api = await KubernetesApi.open('kubectl', env);
    const operator = await api.find(resourcePath('apps/v1', 'deployments', namespaces.operator, operatorDeployment));
    const isShared = existsSync(sharedCluster) && config.clusters?.[0]?.cluster.server === 'https://10.240.0.1:6443';
    return new TestCluster(env, context, api, operator === undefined ? 'stand-in' : 'operator', isShared);
  }

  close(): void {
    this.api.close();
  }

  kubectl(args: readonly string[], options: Partial<CommandOptions> = {}): Promise<Ran> {
    return run('kubectl', args, { env: this.env, ...options });
  }

  mustKubectl(args: readonly string[], options: Partial<CommandOptions> = {}): Promise<string> {
    return must('kubectl', args, { env: this.env, ...options });
  }

  helm(args: readonly string[]): Promise<string> {
    return must('helm', args, { env: this.env });
  }

  async nodes(): Promise<ClusterNode[]> {
    const nodes = await this.api.list<Node>(resourcePath('v1', 'nodes'));
    return nodes.map((node) => ({
      name: node.metadata?.name ?? '',
      zone: node.metadata?.labels?.[topologyKeys.zone] ?? '',
      address: node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
      ready: isReady(node),
    }));
  }

  /** Of the default StorageClass. */
  async volumeProvisioner(): Promise<string> {
    const classes = await this.api.list<StorageClassItem>(resourcePath('storage.k8s.io/v1', 'storageclasses'));
    const standard = 'storageclass.kubernetes.io/is-default-class';
    const found = classes.find(({ metadata }) => metadata.annotations?.[standard] === 'true');
    if (found === undefined) throw new Error('the cluster has no default StorageClass');
    return found.provisioner;
  }

  /** Images of the local docker engine, to every node. */
  async load(images: readonly string[]): Promise<void> {
    const [file, args] = this.isShared ? [sharedCluster, ['load']] : ['minikube', ['image', 'load']];
    await must(file, [...args, ...images], { env: this.env, timeoutMs: 300_000 });
  }

  /** The node's power goes, and the API knows. */
  async killNode(name: string): Promise<void> {
    await this.cutPower(name);
    await this.awaitNode(name, false, 90_000);
  }

  /** The node's power goes; nobody knows yet. */
  async cutPower(name: string): Promise<void> {
    await this.power(['kill-node', name.replace(/\D/g, '')], ['node', 'stop', name]);
  }

  async startNode(name: string): Promise<void> {
    await this.power(['start-node', name.replace(/\D/g, '')], ['node', 'start', name]);
    await this.awaitNode(name, true, 120_000);
  }

  private async power(shared: readonly string[], minikube: readonly string[]): Promise<void> {
    if (this.isShared) await must(sharedCluster, shared, { env: this.env });
    else await must('minikube', minikube, { env: this.env, timeoutMs: 300_000 });
  }

  private async awaitNode(name: string, ready: boolean, timeoutMs: number): Promise<void> {
    const asked = async (): Promise<true | undefined> =>
      (await this.nodes()).some((node) => node.name === name && node.ready === ready) ? true : undefined;
    await waitUntil(`${name} to be ${ready ? 'Ready' : 'NotReady'}`, asked, { timeoutMs, everyMs: 500 });
  }
}
