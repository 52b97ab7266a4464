import { Construct, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import { Duration } from '../../model/units';
import type { KubernetesObject } from '../kubernetes/object';
import { ObjectsRelease } from '../releases/objects-release';
import { deployment } from './deployment';
import { servicePolicy } from './network-policies';
import { autoscaler, disruptionBudget } from './scaling';
import { httpService, serviceAccount } from './service';
import { settingsMap } from './settings';
import { workloadsOf, type Workload, type WorkloadSettings } from './workload';

const objectsOf = (workload: Workload): KubernetesObject[] => [
  serviceAccount(workload),
  settingsMap(workload),
  httpService(workload),
  servicePolicy(workload),
  deployment(workload),
  disruptionBudget(workload),
  ...autoscaler(workload),
];

/** Every object of every service. */
export const workloadObjects = (settings: WorkloadSettings): KubernetesObject[] =>
  workloadsOf(settings).flatMap(objectsOf);

export interface WorkloadsProps extends WorkloadSettings {
  /** What must be there before: the namespaces, the brokers, the topics and the users. */
  readonly after: readonly IDependable[];
}

/** The services, as one release: done when every Deployment is rolled out, and so has reached its brokers. */
export class Workloads extends Construct {
  constructor(scope: Construct, id: string, { after, ...settings }: WorkloadsProps) {
    super(scope, id);
    new ObjectsRelease(this, {
      name: 'services',
      namespace: namespaces.platform,
      objects: workloadObjects(settings),
      after,
      // Instances are replaced one after the other, on a busy machine that may yet have to pull their image.
      timeout: Duration.minutes(10),
    });
  }
}
