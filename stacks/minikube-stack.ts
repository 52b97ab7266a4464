import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../model/environment';
import { Size } from '../model/units';
import { EnvironmentOutputs } from '../modules/environment-outputs';
import { KafkaEntities } from '../modules/kafka/entities';
import { KafkaCluster } from '../modules/kafka/kafka';
import { StrimziOperator } from '../modules/kafka/operator';
import { Monitoring } from '../modules/monitoring/monitoring';
import { Monitors } from '../modules/monitoring/monitors';
import { Namespaces } from '../modules/namespaces/namespaces';
import { Cluster } from '../modules/releases/cluster';
import { CrdsRelease } from '../modules/releases/crds-release';
import { platformCrds } from '../modules/releases/platform-crds';
import { stateInFile } from '../modules/releases/state-file';
import { Workloads } from '../modules/workloads/workloads';

export interface MinikubeStackProps {
  readonly environment: EnvironmentOn<'minikube'>;
  /** Files of the kubeconfig. @default ['~/.kube/config'] */
  readonly kubeconfig?: readonly string[];
}

/** What minikube is, beside what every cluster is. */
const minikube = {
  /**
   * The Service `kubernetes`, kubeadm's and minikube's own port behind it: some network plugins judge a connection before the
   * Service's address is replaced by a pod's, others after.
   */
  apiServerPorts: [443, 6443, 8443],
  /** rancher.io/local-path makes folders: they do not grow. */
  allowVolumeExpansion: false,
  /** A week of a small cluster's samples, on the node's own disk. */
  metrics: { kind: 'ephemeral', size: Size.gibibytes(2) },
} as const;

/** The platform on a minikube with one node for each zone. What stands in `after` is ready before, and goes after. */
export class MinikubeStack extends TerraformStack {
  constructor(scope: Construct, { environment, kubeconfig }: MinikubeStackProps) {
    super(scope, environment.name);
    const { context, mirror } = environment.platform;
    stateInFile(this);
    new Cluster(this, { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
    const namespaces = new Namespaces(this, 'namespaces', { environment });
    const mirrors = mirror === undefined ? {} : { mirror };
    this.kafka(environment, namespaces, mirrors);
    this.monitoring(environment, namespaces, mirrors);
    new EnvironmentOutputs(this, 'environment', { environment });
  }

  private kafka(environment: EnvironmentOn<'minikube'>, namespaces: Namespaces, mirrors: { mirror?: string }): void {
    const crds = new CrdsRelease(this, { ...platformCrds.strimzi, after: [namespaces] });
    const { strimzi: version } = environment.versions;
    const operator = new StrimziOperator(this, { version, ...mirrors, after: [namespaces, crds] });
    const { apiServerPorts, allowVolumeExpansion } = minikube;
    const kafka = new KafkaCluster(this, { environment, apiServerPorts, allowVolumeExpansion, after: [operator] });
    const entities = new KafkaEntities(this, { environment, after: [kafka] });
    new Workloads(this, 'workloads', { environment, after: [entities] });
  }

  private monitoring(
    environment: EnvironmentOn<'minikube'>,
    namespaces: Namespaces,
    mirrors: { mirror?: string },
  ): void {
    const crds = new CrdsRelease(this, { ...platformCrds.prometheusOperator, after: [namespaces] });
    const monitoring = new Monitoring(this, 'prometheus', {
      environment,
      storage: minikube.metrics,
      ...mirrors,
      after: [namespaces, crds],
    });
    new Monitors(this, 'scraping', { services: environment.services, after: [monitoring] });
  }
}
