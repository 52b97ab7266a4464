import type { HorizontalPodAutoscaler, MetricSpec } from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { namespaces } from '../../model/cluster-names';
import type { Service } from '../../model/environment';
import { consumerLag } from '../monitoring/consumer-lag';
import { podsOfService, serviceLabels } from './labels';
import type { Workload } from './workload';

function metricOf({ group, scaling }: Service): MetricSpec[] {
  if (scaling === undefined) return [];
  const { metric, target } = scaling;
  if (metric === 'cpu') {
    return [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } },
    ];
  }
  return [
    {
      type: 'External',
      external: {
        metric: {
          name: consumerLag.metric,
          selector: { matchLabels: { [consumerLag.groupLabel]: group ?? '' } },
        },
        // Of all partitions together, for each instance.
        target: { type: 'AverageValue', averageValue: String(target) },
      },
    },
  ];
}

/**
 * None for a service without a scaling. Every change of a consumer's instances moves partitions, so it goes down slowly;
 * Kubernetes' own pace up is kept. With no metric to be had it leaves the number as it is.
 */
export function autoscaler({ service }: Workload): HorizontalPodAutoscaler[] {
  const { name, replicas, scaling } = service;
  if (scaling === undefined) return [];
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: replicas,
        maxReplicas: scaling.maxReplicas,
        metrics: metricOf(service),
        behavior: {
          scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
        },
      },
    },
  ];
}

/**
 * Drains take one instance at a time. A service of one instance does not hold a drain up: it is away until it has started
 * elsewhere. One that is not ready may always be moved, or a broken instance would keep its node from being drained.
 */
export function disruptionBudget({ service: { name } }: Workload): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: podsOfService(name) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}
