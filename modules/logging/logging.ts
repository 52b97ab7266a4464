import { Construct, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { Environment } from '../../model/environment';
import { Duration } from '../../model/units';
import type { KubernetesObject } from '../kubernetes/object';
import { agentsNamespace } from '../monitoring/names';
import { ChartRelease, instancePods } from '../releases/chart-release';
import { ObjectsRelease } from '../releases/objects-release';
import { agentValues } from './agent-values';
import { collectorChart } from './collector-chart';
import { lokiObjects } from './loki';
import { lokiMonitor } from './monitor';
import { agentRelease } from './names';
import { loggingPolicies } from './network-policies';
import type { LoggingSettings } from './settings';

/** All objects of the release `logging`. */
export const loggingObjects = (settings: LoggingSettings): KubernetesObject[] => [
  ...lokiObjects(settings),
  ...loggingPolicies(),
  lokiMonitor(),
];

export interface LoggingProps extends Omit<LoggingSettings, 'environment'> {
  readonly environment: Pick<Environment, 'name'>;
  /** What must be there before: the namespaces, the CRDs of prometheus-operator, what makes volumes. */
  readonly after: readonly IDependable[];
}

/** A searchable store of all lines, Loki, and on every node what brings them there. */
export class Logging extends Construct {
  constructor(scope: Construct, id: string, { environment, after, ...settings }: LoggingProps) {
    super(scope, id);
    const named = { ...settings, environment: environment.name };
    const store = new ObjectsRelease(this, {
      name: 'logging',
      namespace: namespaces.monitoring,
      objects: loggingObjects(named),
      after,
      timeout: Duration.minutes(10),
    });
    new ChartRelease(this, {
      name: agentRelease,
      namespace: agentsNamespace,
      chart: collectorChart,
      values: agentValues(named),
      ...(settings.mirror === undefined ? {} : { mirror: settings.mirror }),
      makes: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: agentsNamespace }],
      pods: [instancePods(agentRelease, agentsNamespace)],
      after: [store],
    });
  }
}
