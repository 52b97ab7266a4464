import { isLaptop } from '../../../model/placement';
import type { ExporterName } from '../signals/catalog';
import { expressionFor, type Signal } from '../signals/signal';
import type { Alert, AlertArea, AlertComponent, AlertedEnvironment, Reading, Trigger } from './alert';
import { availabilityAlerts } from './availability';
import { capacityAlerts } from './capacity';
import { itselfAlerts } from './itself';
import { latenessAlerts } from './lateness';
import { objectiveAlerts } from './objectives';
import { safetyAlerts } from './safety';
import { securityAlerts } from './security';
import { telemetryAlerts } from './telemetry';

const definitions = [
  ...availabilityAlerts,
  ...safetyAlerts,
  ...latenessAlerts,
  ...objectiveAlerts,
  ...capacityAlerts,
  ...securityAlerts,
  ...itselfAlerts,
  ...telemetryAlerts,
] as const;

export type AlertName = (typeof definitions)[number]['name'];

/** Every alert, wherever it can fire. */
export const allAlerts: readonly (Alert & { readonly name: AlertName })[] = definitions;

/** One trigger of an alert, and what is said when it fires. */
export interface AlertRule extends Trigger {
  readonly alert: AlertName;
  readonly area: AlertArea;
  readonly component: AlertComponent;
  readonly signals: readonly Signal[];
  readonly summary: string;
  readonly description: string;
  /** Where its page is. */
  readonly runbook: string;
}

/** Rules of one area, which Prometheus evaluates one after the other. */
export interface AlertGroup {
  readonly area: AlertArea;
  readonly rules: readonly AlertRule[];
}

export interface AlertScope {
  readonly environment: AlertedEnvironment;
  /** What is scraped there; an alert that reads something else is left out. */
  readonly exporters: ReadonlySet<ExporterName>;
}

/** A template of Prometheus knows the labels of the series and not those that the rule adds. */
const withLabels = (text: string, { labels = {} }: Trigger): string =>
  Object.entries(labels).reduce((said, [label, value]) => said.replaceAll(`{{ $labels.${label} }}`, value), text);

function rulesOf(
  { triggers, ...alert }: (typeof allAlerts)[number],
  { environment, exporters }: AlertScope,
): AlertRule[] {
  const { name, area, component, signals, summary, description } = alert;
  if (signals.some((signal) => expressionFor(signal, exporters) === undefined)) return [];
  if (alert.onlyOnClusters === true && isLaptop(environment.platform)) return [];
  const read: Reading['read'] = (signal, window = '5m') => {
    const expression = expressionFor(signal, exporters);
    if (expression === undefined) throw new Error(`${name} reads ${signal.name}, which is not among its signals`);
    return expression(window);
  };
  const runbook = `${environment.alerts.runbooks}${name}.md`;
  return triggers({ environment, read })
    .filter(({ when }) => [...when.exporters].every((exporter) => exporters.has(exporter)))
    .map((trigger) => ({
      ...trigger,
      ...{ alert: name, area, component, signals, runbook },
      summary: withLabels(summary, trigger),
      description: withLabels(description, trigger),
    }));
}

/** The alerts of a platform on which these exporters are scraped, by area. */
export function alertsFor(scope: AlertScope): readonly AlertGroup[] {
  const rules = allAlerts.flatMap((alert) => rulesOf(alert, scope));
  const areas = [...new Set(rules.map(({ area }) => area))];
  return areas.map((area) => ({ area, rules: rules.filter((rule) => rule.area === area) }));
}
