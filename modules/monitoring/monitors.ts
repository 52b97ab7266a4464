import type { ConfigMap } from 'kubernetes-types/core/v1';
import { Construct, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { Environment } from '../../model/environment';
import type { PrometheusRule } from '../kubernetes/generated/prometheus-operator';
import { labelsOf, type KubernetesObject } from '../kubernetes/object';
import { ObjectsRelease } from '../releases/objects-release';
import { scalesOnLag } from './consumer-lag';
import type { Dashboard } from './dashboards';
import { dashboardLabel } from './names';
import { monitoringPolicies } from './network-policies';
import { podMonitors } from './pod-monitors';

/** What is watched and what is said of it. */
export interface MonitorsContent {
  readonly services: readonly Pick<Environment['services'][number], 'scaling'>[];
  /** @default - none beside the chart's own */
  readonly rules?: readonly PrometheusRule[];
  /** @default - none beside the chart's own */
  readonly dashboards?: readonly Dashboard[];
}

export interface MonitorsProps extends MonitorsContent {
  /** Monitoring, whose operator reads these objects. */
  readonly after: readonly IDependable[];
}

/** Grafana loads it when it changes. */
function dashboardConfigMap({ name, model }: Dashboard): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `dashboard-${name}`,
      namespace: namespaces.monitoring,
      labels: { ...labelsOf({ name, component: 'monitoring' }), [dashboardLabel.key]: dashboardLabel.value },
    },
    data: { [`${name}.json`]: JSON.stringify(model) },
  };
}

/** All objects of the release `monitors`. */
export function monitorObjects({ services, rules = [], dashboards = [] }: MonitorsContent): KubernetesObject[] {
  return [
    ...podMonitors(),
    ...monitoringPolicies({ lagAdapter: scalesOnLag(services) }),
    ...rules,
    ...dashboards.map(dashboardConfigMap),
  ];
}

/** What Prometheus scrapes of ours, and the rules and dashboards over it. */
export class Monitors extends Construct {
  constructor(scope: Construct, id: string, { after, ...content }: MonitorsProps) {
    super(scope, id);
    new ObjectsRelease(this, {
      name: 'monitors',
      namespace: namespaces.monitoring,
      objects: monitorObjects(content),
      after,
    });
  }
}
