/**
 * Test code: the platform under test. Where Strimzi's operator runs, the stack is deployed by Terraform; elsewhere by the release
 * runner, with the operator's stand-in and brokers beside the cluster.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '../../../contracts/services';
import { findBuilder } from '../../../local/build/container-tools';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import { platformVersion } from '../../../model/versions';
import { Docker, revision } from '../../integration/image/docker';
import { BrokerMachines, brokersService } from './broker-machines';
import { KafkaClients, type Place } from './kafka-clients';
import { manifestsOf } from './leftovers';
import { OperatorStandIn, operatorRelease } from './operator-stand-in';
import { PortForwards } from './port-forwards';
import { ReleaseRunner, type Step } from './release-runner';
import { stackContext, synthesizeStack, type Changes } from './stack';
import { TerraformRunner } from './terraform-runner';
import { TestCluster } from './test-cluster';

export const serviceImages = serviceNames.map((service) => `millrace/${service}:${platformVersion}`);
/** Any image with Node in it. */
export const nodeImage = serviceImages[0] ?? '';

interface Runner {
  deploy(folder: string, how?: { again?: boolean }): Promise<Step[]>;
  destroy(folder: string): Promise<Step[]>;
}

const say = (line: string): void => void process.stdout.write(`    ${line}\n`);

/** By our Dockerfile, as the stack names them. */
function buildImages(): void {
  const found = findBuilder(process.env);
  if (!found.ok) throw new Error(`the services' images cannot be built: ${found.reason}`);
  const docker = new Docker(found.tool);
  serviceNames.forEach((service, index) => {
    const args = { SERVICE: service, VERSION: platformVersion, REVISION: revision() };
    const { status, output } = docker.build(serviceImages[index] ?? '', args);
    if (status === 0) return;
    // Once: each test would repeat the error.
    process.stderr.write(`${output.slice(-4_000)}\n`);
    throw new Error(`building ${service} failed; its output is above`);
  });
}

export class Platform {
  private outdirs = 0;
  private machines: BrokerMachines | undefined;
  private forwards: PortForwards | undefined;
  private operator: OperatorStandIn | undefined;
  private readonly fixed: Changes;

  private constructor(
    readonly cluster: TestCluster,
    private readonly dir: string,
    provisioner: string,
  ) {
    // What a cluster other than minikube has otherwise: its volumes, and no Loki, whose image comes from a registry. What is
    // deployed stays as it is.
    this.fixed =
      cluster.level === 'operator' ? {} : { 'platform/volumeProvisioner': provisioner, 'platform/logs': 'none' };
  }

  private runner: Runner | undefined;

  /** The cluster, and on the first level all that is needed before a deploy. */
  static async open(): Promise<Platform> {
    const dir = await mkdtemp(join(tmpdir(), 'millrace-e2e-'));
    const cluster = await TestCluster.open(dir, stackContext);
    const platform = new Platform(cluster, dir, await cluster.volumeProvisioner());
    say(`level: ${cluster.level}`);
    try {
      if (cluster.level === 'operator') platform.runner = new TerraformRunner(cluster.env, say);
      else await platform.standIn();
    } catch (error) {
      await platform.close();
      throw error;
    }
    return platform;
  }

  private async standIn(): Promise<void> {
    const { cluster } = this;
    buildImages();
    await cluster.load(serviceImages);
    say('images built and loaded');
    const nodes = await cluster.nodes();
    this.machines = await BrokerMachines.start({
      folder: this.synthesize(),
      dir: this.dir,
      nodeAddress: nodes[0]?.address ?? '',
      zones: nodes.map(({ zone }) => zone).sort(),
    });
    say(`brokers at ${[...this.machines.addresses.values()].join(', ')}`);
    this.operator = new OperatorStandIn({ api: cluster.api, brokers: this.machines, image: nodeImage, say });
    const standIns = { [operatorRelease]: this.operator };
    this.runner = new ReleaseRunner({ helm: 'helm', env: cluster.env, context: cluster.context, standIns, say });
    if (Object.keys(await manifestsOf(cluster)).includes('namespaces')) await this.clear(this.synthesize());
  }

  /** What a run that was ended has left of itself. */
  private async clear(folder: string): Promise<void> {
    say('an earlier run has left a platform without an operator: it is destroyed first');
    await this.operator?.install();
    await this.destroy(folder);
  }

  /** The brokers beside the cluster: none on the second level. */
  get brokers(): BrokerMachines | undefined {
    return this.machines;
  }

  synthesize(changes: Changes = {}): string {
    this.outdirs += 1;
    const outdir = join(this.dir, `cdktf-${this.outdirs}`);
    return synthesizeStack(outdir, this.cluster.env['KUBECONFIG'] ?? '', { ...this.fixed, ...changes });
  }

  deploy(folder: string, how: { again?: boolean } = {}): Promise<Step[]> {
    if (this.runner === undefined) throw new Error('the platform is not open');
    return this.runner.deploy(folder, how);
  }

  async destroy(folder: string): Promise<void> {
    await this.runner?.destroy(folder);
  }

  /** Clients on this machine; the brokers' pods must be there. */
  async clients(): Promise<KafkaClients> {
    const { api } = this.cluster;
    const { listener, pools } = kafkaCluster;
    const nameOf = (pod: string): string => `${pod}.${brokersService}.${namespaces.platform}.svc`;
    if (this.machines !== undefined) {
      const places = [...this.machines.addresses].map(([id, host]): [string, Place] => [
        nameOf(`${kafkaCluster.name}-${pools.brokers}-${id}`),
        { host, port: listener.port },
      ]);
      return new KafkaClients(api, new Map(places));
    }
    this.forwards ??= await PortForwards.toBrokers(this.cluster);
    return new KafkaClients(api, new Map([...this.forwards.places].map(([pod, place]) => [nameOf(pod), place])));
  }

  /** What this process has started, and nothing of the cluster. */
  async close(): Promise<void> {
    this.forwards?.close();
    await this.operator?.stop();
    await this.machines?.stop();
    this.cluster.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
