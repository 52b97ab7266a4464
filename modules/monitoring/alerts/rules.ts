import { namespaces } from '../../../model/cluster-names';
import type { Duration } from '../../../model/units';
import type { PrometheusRule } from '../../kubernetes/generated/prometheus-operator';
import { labelsOf } from '../../kubernetes/object';
import { alertsFor, type AlertGroup, type AlertRule, type AlertScope } from './index';

/** A rule as Prometheus reads it. */
export interface PrometheusAlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rules file of Prometheus; JSON of it is YAML that it reads. */
export interface RulesFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly PrometheusAlertRule[] }[];
}

const waited = (after: Duration): string =>
  after.toMilliseconds() % 1_000 === 0 ? `${after.toSeconds()}s` : `${after.toMilliseconds()}ms`;

function prometheusRule(rule: AlertRule): PrometheusAlertRule {
  const { alert, when, after, severity, area, component, labels, summary, description, runbook } = rule;
  return {
    alert,
    expr: when.text,
    ...(after === undefined ? {} : { for: waited(after) }),
    labels: { severity, area, component, ...labels },
    annotations: { summary, description, runbook_url: runbook },
  };
}

const groupOf = ({ area, rules }: AlertGroup): RulesFile['groups'][number] => ({
  name: `alerts-${area}`,
  rules: rules.map(prometheusRule),
});

/** For a Prometheus that reads files: compose and the laptop. */
export const rulesFile = (scope: AlertScope): RulesFile => ({ groups: alertsFor(scope).map(groupOf) });

/** For the operator of a cluster's Prometheus: one object for each area. */
export const prometheusRules = (scope: AlertScope): PrometheusRule[] =>
  rulesFile(scope).groups.map((group) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: group.name,
      namespace: namespaces.monitoring,
      labels: labelsOf({ name: group.name, component: 'monitoring' }),
    },
    spec: { groups: [group] },
  }));
