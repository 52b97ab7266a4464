import type { Deployment } from 'kubernetes-types/apps/v1';
import { namespaces } from '../../model/cluster-names';
import { digestOf } from '../releases/values';
import { acceptedChecks } from './accepted-checks';
import { podLabels, podsOfService, serviceLabels } from './labels';
import { podSpec } from './pod';
import { settingsMap } from './settings';
import type { Workload } from './workload';

/** Changes with the settings, so that a change of them rolls the pods. */
const digestAnnotation = 'millrace.dev/settings-digest';

/**
 * A roll starts each new instance before an old one ends, and goes on when it has been ready for a while.
 *
 * Where an autoscaler decides, `replicas` is left out: Helm would set it back at each deploy that changes the release. A
 * Deployment made so starts with one pod, and one that is given a scaling later falls to one until the autoscaler raises
 * both to its least number, a quarter of a minute later: Helm removes the field it once set, and Kubernetes' default is 1.
 */
export function deployment(workload: Workload): Deployment {
  const { name, replicas, scaling } = workload.service;
  const settings = Object.entries(settingsMap(workload).data).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: namespaces.platform,
      labels: serviceLabels(name),
      annotations: acceptedChecks(workload),
    },
    spec: {
      ...(scaling === undefined ? { replicas } : {}),
      selector: { matchLabels: podsOfService(name) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      minReadySeconds: 5,
      revisionHistoryLimit: 3,
      template: {
        metadata: {
          labels: podLabels(name),
          annotations: { [digestAnnotation]: digestOf(JSON.stringify(settings)) },
        },
        spec: podSpec(workload),
      },
    },
  };
}
