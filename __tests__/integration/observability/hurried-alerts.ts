import { local } from '../../../environments/local';
import { resolve } from '../../../model/resolve';
import { Duration } from '../../../model/units';
import type { AlertName } from '../../../modules/monitoring/alerts';
import { rulesFile, type PrometheusAlertRule, type RulesFile } from '../../../modules/monitoring/alerts/rules';
import { scraped } from './answers';

/** Those that are seen to fire. The others wait as long as ever: some look back over minutes that are not yet there. */
const watched: ReadonlySet<AlertName> = new Set([
  'KafkaBrokerAway',
  'KafkaUnderReplicated',
  'PlatformTargetsDown',
  'ServiceDeliveryBudgetBurning',
  'ServiceDown',
  'ServiceLate',
  'ServicePaused',
]);

/** Five minutes become a second. */
const FASTER = 300;

/** What a test can wait for; everything else is as an environment has it by default. */
const environment = resolve({ ...local, alerts: { lateness: { lag: { warning: Duration.seconds(3) } } } });

const isWatched = ({ alert }: PrometheusAlertRule): boolean => [...watched].some((name) => name === alert);

function hurried(rule: PrometheusAlertRule): PrometheusAlertRule {
  if (rule.for === undefined || !isWatched(rule)) return rule;
  return { ...rule, for: `${Math.ceil((Number.parseInt(rule.for, 10) * 1_000) / FASTER)}ms` };
}

/** The laptop's own rules. What the watched ones wait for takes seconds, what they ask is what they ask. */
export function hurriedAlerts(): RulesFile['groups'] {
  return rulesFile({ environment, exporters: scraped }).groups.map(({ name, rules }) => ({
    name,
    rules: rules.map(hurried),
  }));
}
