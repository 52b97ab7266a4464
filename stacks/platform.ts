import type { TerraformStack } from 'cdktf';
import type { IDependable } from 'constructs';
import type { ClusterPlatform, Environment, KeptTelemetry } from '../model/environment';
import { EnvironmentOutputs } from '../modules/environment-outputs';
import { KafkaEntities } from '../modules/kafka/entities';
import { KafkaCluster, type KafkaTarget } from '../modules/kafka/kafka';
import { StrimziOperator } from '../modules/kafka/operator';
import { Logging } from '../modules/logging/logging';
import { lokiAddress } from '../modules/logging/names';
import type { MonitoringSettings, StorageKind } from '../modules/monitoring/settings';
import { Monitoring } from '../modules/monitoring/monitoring';
import { watched } from '../modules/monitoring/watched';
import { Monitors } from '../modules/monitoring/monitors';
import { CrdsRelease } from '../modules/releases/crds-release';
import { platformCrds } from '../modules/releases/platform-crds';
import { tempoAddress } from '../modules/tracing/names';
import { Tracing } from '../modules/tracing/tracing';
import { Workloads } from '../modules/workloads/workloads';

export interface PlatformTarget {
  readonly environment: Environment & { readonly platform: ClusterPlatform & { readonly zones: readonly string[] } };
  /** The namespaces. */
  readonly after: readonly IDependable[];
  /** What brokers, controllers and their volumes need here beside the namespaces. @default - nothing */
  readonly beforeKafka?: readonly IDependable[];
  /** What the pods and volumes of monitoring, logs and traces need here beside the namespaces. @default - nothing */
  readonly beforeMonitoring?: readonly IDependable[];
  /** Labels of the nodes on which the cluster operator runs. @default - any */
  readonly operatorNodes?: Readonly<Record<string, string>>;
  readonly kafka: KafkaTarget;
  readonly monitoring: Pick<MonitoringSettings, 'storage' | 'target'>;
  /** Where logs and traces are kept: of each the environment says how much. */
  readonly stores: StorageKind;
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

const storesOf = ({
  platform: { logs, traces },
}: PlatformTarget['environment']): NonNullable<MonitoringSettings['stores']> => ({
  ...(logs === 'none' ? {} : { loki: lokiAddress }),
  ...(traces === 'none' ? {} : { tempo: tempoAddress }),
});

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
  const ready = [...after, crds, ...beforeMonitoring];
  telemetryStores(stack, target, ready);
  const prometheus = new Monitoring(stack, 'prometheus', {
    environment,
    ...settings,
    ...mirrorsOf(environment.platform),
    ...receiversOf(environment),
    stores: storesOf(environment),
    after: ready,
  });
  new Monitors(stack, 'scraping', { ...watched(environment), after: [prometheus] });
}

/** Logs and traces, as far as the environment has them. */
function telemetryStores(stack: TerraformStack, target: PlatformTarget, after: readonly IDependable[]): void {
  const { environment, monitoring, stores } = target;
  const { logs, traces } = environment.platform;
  const place = {
    ...(monitoring.target === undefined ? {} : { target: monitoring.target }),
    ...mirrorsOf(environment.platform),
    after,
  };
  const settingsOf = ({ size, retention }: KeptTelemetry) => ({
    ...place,
    storage: { ...stores, size },
    retention,
  });
  if (logs !== 'none') new Logging(stack, 'logs', { environment, ...settingsOf(logs) });
  if (traces !== 'none') new Tracing(stack, 'traces', settingsOf(traces));
}
