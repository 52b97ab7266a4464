/** Test code: a way from this machine to each broker's pod, by `kubectl port-forward`; a pod that was replaced is found again. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Pod } from 'kubernetes-types/core/v1';
import { chooseFreePorts } from '../../../local/kafka/ports';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import type { Place } from './kafka-clients';
import { resourcePath } from './kubernetes-api';
import type { TestCluster } from './test-cluster';

export const brokerSelector = `strimzi.io/cluster=${kafkaCluster.name},strimzi.io/broker-role=true`;
const AGAIN_MS = 1_000;

export class PortForwards {
  private readonly running = new Set<ChildProcess>();
  private closed = false;

  private constructor(
    private readonly cluster: TestCluster,
    /** By pod. */
    readonly places: ReadonlyMap<string, Place>,
  ) {
    for (const [pod, { port }] of places) this.lead(pod, port);
  }

  static async toBrokers(cluster: TestCluster): Promise<PortForwards> {
    const pods = await cluster.api.list<Pod>(resourcePath('v1', 'pods', namespaces.platform), brokerSelector);
    const ports = await chooseFreePorts(pods.length, []);
    const places = pods.map(({ metadata }, index): [string, Place] => [
      metadata?.name ?? '',
      { host: '127.0.0.1', port: ports[index] ?? 0 },
    ]);
    return new PortForwards(cluster, new Map(places));
  }

  private lead(pod: string, port: number): void {
    if (this.closed) return;
    const to = `${port}:${kafkaCluster.listener.port}`;
    const args = ['-n', namespaces.platform, 'port-forward', `pod/${pod}`, to];
    const child = spawn('kubectl', args, { env: { ...this.cluster.env }, stdio: 'ignore' });
    this.running.add(child);
    child.once('exit', () => {
      this.running.delete(child);
      setTimeout(() => this.lead(pod, port), AGAIN_MS).unref();
    });
  }

  close(): void {
    this.closed = true;
    for (const child of this.running) child.kill('SIGKILL');
  }
}
