import { namespaces } from '../../model/cluster-names';
import { LOKI_PORT } from '../../model/log-store';
import { labelsOf } from '../kubernetes/object';

/** The store, and all that belongs to it. */
export const lokiName = 'loki';

export const lokiLabels = labelsOf({ name: lokiName, component: 'monitoring' });

/** A selector of the StatefulSet: it can never change. */
export const lokiPods: Record<string, string> = {
  'app.kubernetes.io/name': lokiName,
  'app.kubernetes.io/part-of': 'millrace',
};

/** As pods of the cluster reach it. */
export const lokiAddress = `http://${lokiName}.${namespaces.monitoring}.svc:${LOKI_PORT}`;

/** The release of the nodes' agents; what the chart makes is named after it. */
export const agentRelease = 'log-agent';

export const agentPods: Record<string, string> = { 'app.kubernetes.io/instance': agentRelease };
