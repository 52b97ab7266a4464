import type { ChannelSpec, ReceiversSpec } from '../../model/spec';
import type { AlertName } from './alerts';

/** Who is told; Alertmanager knows them by these names. `none` is told nothing. */
export type ReceiverName = 'pager' | 'ticket' | 'heartbeat' | 'none';

/** What we use of `alertmanager.yml`, in Alertmanager's own names. */
export interface AlertmanagerConfig {
  readonly global: { readonly resolve_timeout: string };
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly Receiver[];
}

interface Route {
  readonly receiver: ReceiverName;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

export interface Receiver {
  readonly name: ReceiverName;
  readonly webhook_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly pagerduty_configs?: readonly object[];
}

/** Where the Secret's values are files, in Alertmanager's container. */
const receiversFolder = '/etc/alertmanager/receivers';

/** Read at each notification: a Secret that comes later, or changes, needs no restart. */
function integrationOf(channel: ChannelSpec, file: string): Omit<Receiver, 'name'> {
  const text = '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}';
  switch (channel) {
    case 'webhook':
      return { webhook_configs: [{ url_file: file, send_resolved: true }] };
    case 'slack':
      return { slack_configs: [{ api_url_file: file, send_resolved: true, text }] };
    case 'pagerduty':
      return { pagerduty_configs: [{ routing_key_file: file, send_resolved: true }] };
  }
}

/** The receivers as the environment has them; without a Secret they are there and tell nobody. */
export function receiversOf(spec: ReceiversSpec | undefined): readonly Receiver[] {
  const names = ['pager', 'ticket', 'heartbeat'] as const;
  const told = names.map((name): Receiver => {
    const channel = spec?.[name];
    return { name, ...(channel === undefined ? {} : integrationOf(channel, `${receiversFolder}/${name}`)) };
  });
  return [...told, { name: 'none' }];
}

const named = (...alerts: readonly [AlertName, ...AlertName[]]): string => `alertname=~"${alerts.join('|')}"`;
const heartbeat: AlertName = 'PlatformWatchdog';

/** Whatever says no severity that is known is a ticket: nothing is lost. */
const route: Route = {
  receiver: 'ticket',
  group_by: ['component', 'alertname'],
  group_wait: '1m',
  group_interval: '10m',
  repeat_interval: '1d',
  routes: [
    {
      receiver: 'heartbeat',
      matchers: [`alertname="${heartbeat}"`],
      group_wait: '0s',
      group_interval: '1m',
      repeat_interval: '1m',
    },
    { receiver: 'none', matchers: ['severity=~"none|info"'] },
    {
      // One page for a component: its alerts are one incident more often than not.
      receiver: 'pager',
      matchers: ['severity="critical"'],
      group_by: ['component'],
      group_wait: '15s',
      group_interval: '2m',
      repeat_interval: '4h',
    },
  ],
};

/** What a service suffers that does not reach the brokers. */
const ofBrokersOutOfReach = [
  'ServiceHttpErrors',
  'ServiceRefusesEvents',
  'ServiceQueueFilling',
  'ServiceLate',
  'ServiceAcceptedNotProcessed',
  'ServiceLatencyBudgetBurning',
  'ServiceDeliveryBudgetBurning',
] as const;

/** What services suffer when Kafka does. */
const sufferings = ['ServiceCannotReachBrokers', ...ofBrokersOutOfReach] as const;

/** Labels that say whom an alert is about. */
const subjects = ['namespace', 'pod', 'node', 'job', 'service', 'topic', 'consumergroup', 'persistentvolumeclaim'];
const objects = ['cluster', 'type', 'kind', 'name', 'listener', 'integration'];

/** Alerts of kube-prometheus-stack about what stood on nodes that are gone. */
const ofLostNodes = 'alertname=~"Kube(Node|Pod|Container|Deployment|StatefulSet|DaemonSet|Hpa).*|TargetDown"';
const followsLostNodes = named(
  'KafkaBrokerAway',
  'KafkaUnderReplicated',
  'KafkaQuorumMemberBehind',
  'PlatformTargetsDown',
  'PlatformResourceNotReady',
  'PlatformReconciliationFailing',
);

const silences = (source: string, target: string | readonly string[], equal: readonly string[] = []): InhibitRule => ({
  source_matchers: [source],
  target_matchers: typeof target === 'string' ? [target] : target,
  equal,
});

/** What is not said while its cause is. */
const inhibitRules: readonly InhibitRule[] = [
  silences('severity="critical"', 'severity=~"warning|info"', ['alertname', ...subjects, ...objects]),
  silences(named('PlatformZoneLost'), followsLostNodes),
  silences(named('PlatformZoneLost'), named('PlatformNodeNotReady')),
  silences(named('PlatformZoneLost'), ofLostNodes),
  // Two brokers that are away are more than a node.
  silences(named('PlatformNodeNotReady'), [followsLostNodes, 'severity="warning"']),
  silences(
    named('KafkaDown'),
    named(
      ...sufferings,
      'KafkaNoController',
      'KafkaOfflinePartitions',
      'KafkaBrokerAway',
      'KafkaUnderMinIsr',
      'KafkaUnderReplicated',
      'KafkaGroupLate',
      'KafkaGroupStalled',
    ),
  ),
  silences(
    named('KafkaOfflinePartitions', 'KafkaUnderMinIsr'),
    named(...sufferings, 'KafkaUnderReplicated', 'KafkaGroupLate', 'KafkaGroupStalled'),
  ),
  silences(named('ServiceDown'), named(...sufferings), ['service']),
  silences(named('ServiceCannotReachBrokers'), named(...ofBrokersOutOfReach), ['service']),
];

/** All of `alertmanager.yml`; nothing in it is a secret. */
export const alertmanagerConfig = (receivers: readonly Receiver[]): AlertmanagerConfig => ({
  global: { resolve_timeout: '5m' },
  route,
  inhibit_rules: inhibitRules,
  receivers,
});

/**
 * `volumes` and `volumeMounts` of the pod, for the receivers' Secret. Optional: `alertmanagerSpec.secrets` would keep the
 * pod from starting until the Secret is there, and a cluster without receivers still has alerts to look at.
 */
export function receiversVolume(spec: ReceiversSpec | undefined): object {
  if (spec === undefined) return {};
  const name = 'receivers';
  return {
    volumes: [{ name, secret: { secretName: spec.secret, optional: true } }],
    volumeMounts: [{ name, mountPath: receiversFolder, readOnly: true }],
  };
}
