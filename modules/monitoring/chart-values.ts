import { alertmanagerVolume } from '../../model/disks';
import { containerSecurity, podSecurity } from '../kubernetes/pods';
import { alertmanagerConfig, receiversOf, receiversVolume } from './alertmanager';
import { grafanaValues } from './grafana-values';
import { agentsNamespace, monitoringRelease } from './names';
import { monitoringResources } from './pod-share';
import { claimOf, prometheusSpec } from './prometheus-spec';
import { registryBehind, type MonitoringSettings, type Registry } from './settings';
import { systemValues } from './system-components';
import { placed, type MonitoringTarget } from './target';

/** The operator and the sidecars that it adds. */
function operatorValues(registry: Registry, target: MonitoringTarget | undefined): object {
  return {
    ...registry('quay.io'),
    ...placed(target),
    resources: monitoringResources.operator,
    prometheusConfigReloader: {
      ...registry('quay.io'),
      resources: monitoringResources.configReloader,
      enableProbe: true,
    },
    // Two hook Jobs with an image of their own and the right to patch webhooks, to refuse rules that the schema and the
    // alerts' own tests refuse before; the operator itself leaves a rule out that does not parse, and says so.
    admissionWebhooks: { enabled: false },
    // Serves the webhooks only.
    tls: { enabled: false },
    // The operator would make a Service in kube-system that no release owns and no destroy removes: see prometheus-spec.ts.
    kubeletService: { enabled: false },
  };
}

function alertmanagerValues(registry: Registry, { storage, target, receivers }: MonitoringSettings): object {
  return {
    config: alertmanagerConfig(receiversOf(receivers)),
    serviceAccount: { automountServiceAccountToken: false },
    alertmanagerSpec: {
      ...registry('quay.io'),
      ...placed(target),
      ...(storage.kind === 'volume' ? { storage: claimOf({ ...storage, size: alertmanagerVolume }) } : {}),
      automountServiceAccountToken: false,
      resources: monitoringResources.alertmanager,
      ...receiversVolume(receivers),
    },
  };
}

/** What rules and dashboards read. Secrets are not among it: to count them it would have to be able to read them all. */
const collectors = [
  'cronjobs',
  'daemonsets',
  'deployments',
  'horizontalpodautoscalers',
  'jobs',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'resourcequotas',
  'services',
  'statefulsets',
  'storageclasses',
] as const;

/** User and group of node-exporter's image. */
const nobody = 65534;

/** It reads the node's own files over hostPath, so it stands where the nodes' own agents stand and no pod standard is enforced. */
function nodeExporterValues(registry: Registry, target: MonitoringTarget | undefined): object {
  return {
    ...registry('quay.io'),
    ...(target === undefined ? {} : { tolerations: target.agentTolerations }),
    namespaceOverride: agentsNamespace,
    resources: monitoringResources.nodeExporter,
    securityContext: { ...podSecurity, fsGroup: nobody, runAsGroup: nobody, runAsUser: nobody },
    containerSecurityContext: containerSecurity,
    // The chart leaves it at the pod's address; signals are by node.
    prometheus: {
      monitor: { relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' }] },
    },
  };
}

/**
 * Values of kube-prometheus-stack. Nothing in them is a secret, and nothing is drawn anew by a second deploy: Grafana's
 * chart makes the password once and finds it again.
 */
export function chartValues(settings: MonitoringSettings): object {
  const { target } = settings;
  const registry = registryBehind(settings.mirror);
  return {
    fullnameOverride: monitoringRelease,
    // A release of their own, which outlives this one.
    crds: { enabled: false },
    ...systemValues(settings.systemComponents ?? []),
    prometheusOperator: operatorValues(registry, target),
    prometheus: { prometheusSpec: prometheusSpec(settings, registry) },
    alertmanager: alertmanagerValues(registry, settings),
    grafana: { ...grafanaValues(registry, settings.stores), ...placed(target) },
    'kube-state-metrics': {
      ...registry('registry.k8s.io'),
      ...placed(target),
      collectors,
      // An alert asks which nodes are of which zone.
      metricLabelsAllowlist: ['nodes=[topology.kubernetes.io/zone]'],
      resources: monitoringResources.kubeStateMetrics,
    },
    'prometheus-node-exporter': nodeExporterValues(registry, target),
  };
}
