import type { TerraformStack } from 'cdktf';
import type { IDependable } from 'constructs';
import type { ClusterPlatform, Environment } from '../model/environment';
import { EnvironmentOutputs } from '../modules/environment-outputs';
import { KafkaEntities } from '../modules/kafka/entities';
import { KafkaCluster, type KafkaTarget } from '../modules/kafka/kafka';
import { StrimziOperator } from '../modules/kafka/operator';
import type { MonitoringSettings } from '../modules/monitoring/settings';
import { Monitoring } from '../modules/monitoring/monitoring';
import { watched } from '../modules/monitoring/watched';
import { Monitors } from '../modules/monitoring/monitors';
import { CrdsRelease } from '../modules/releases/crds-release';
import { platformCrds } from '../modules/releases/platform-crds';
import { Workloads } from '../modules/workloads/workloads';

export interface PlatformTarget {
  readonly environment: Environment & { readonly platform: ClusterPlatform & { readonly zones: readonly string[] } };
  /** The namespaces. */
  readonly after: readonly IDependable[];
  /** What brokers, controllers and their volumes need here beside the namespaces. @default - nothing */
  readonly beforeKafka?: readonly IDependable[];
  /** What the monitoring's pods and volumes need here beside the namespaces. @default - nothing */
  readonly beforeMonitoring?: readonly IDependable[];
  /** Labels of the nodes on which the cluster operator runs. @default - any */
  readonly operatorNodes?: Readonly<Record<string, string>>;
  readonly kafka: KafkaTarget;
  readonly monitoring: Pick<MonitoringSettings, 'storage' | 'target'>;
}

/** All that is the same on every cluster. What stands in `after` is ready before, and goes after. */
export function platform(stack: TerraformStack, target: PlatformTarget): void {
  const { environment } = target;
  kafka(stack, target);
  monitoring(stack, target);
  new EnvironmentOutputs(stack, 'environment', { environment });
}

const mirrorsOf = ({ mirror }: ClusterPlatform): { readonly mirror?: string } =>
  mirror === undefined ? {} : { mirror };

const receiversOf = ({ alerts: { receivers } }: Environment): Pick<MonitoringSettings, 'receivers'> =>
  receivers === undefined ? {} : { receivers };

function kafka(stack: TerraformStack, { environment, after, beforeKafka = [], ...target }: PlatformTarget): void {
  const crds = new CrdsRelease(stack, { ...platformCrds.strimzi, after });
  const { strimzi: version } = environment.versions;
  const operator = new StrimziOperator(stack, {
    version,
    ...mirrorsOf(environment.platform),
    ...(target.operatorNodes === undefined ? {} : { nodeSelector: target.operatorNodes }),
    after: [...after, crds],
  });
  const cluster = new KafkaCluster(stack, { environment, ...target.kafka, after: [operator, ...beforeKafka] });
  const entities = new KafkaEntities(stack, { environment, after: [cluster] });
  new Workloads(stack, 'workloads', { environment, after: [entities] });
}

function monitoring(stack: TerraformStack, target: PlatformTarget): void {
  const { environment, after, beforeMonitoring = [], monitoring: settings } = target;
  const crds = new CrdsRelease(stack, { ...platformCrds.prometheusOperator, after });
  const prometheus = new Monitoring(stack, 'prometheus', {
    environment,
    ...settings,
    ...mirrorsOf(environment.platform),
    ...receiversOf(environment),
    after: [...after, crds, ...beforeMonitoring],
  });
  new Monitors(stack, 'scraping', { ...watched(environment), after: [prometheus] });
}
