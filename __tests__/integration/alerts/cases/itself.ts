import type { AlertCases } from '../alert-case';
import { moves, sampled, situation, stays, type InputSeries } from '../situation';

const up = (pod: string, ...parts: readonly string[]): InputSeries =>
  sampled('up', { job: 'millrace/kafka', pod, instance: pod }, ...parts);
const rules = (...parts: readonly string[]): InputSeries =>
  sampled('prometheus_rule_evaluation_failures_total', { rule_group: 'alerts-safety' }, ...parts);
const notifications = (...parts: readonly string[]): InputSeries =>
  sampled('alertmanager_notifications_failed_total', { integration: 'webhook' }, ...parts);

export const itselfCases: AlertCases = {
  'PlatformTargetsDown/warning': {
    fires: situation(20, up('millrace-brokers-1', stays(1, 2), stays(0, 18)), up('millrace-brokers-2', stays(1, 20))),
    quiet: situation(
      20,
      up('millrace-brokers-1', stays(1, 2), stays(0, 5), stays(1, 13)),
      up('millrace-brokers-2', stays(1, 10), stays(0, 5), stays(1, 5)),
    ),
  },
  'PlatformRulesFailing/warning': {
    fires: situation(20, rules(stays(0, 5), moves(0, 1, 15))),
    quiet: situation(20, rules(stays(7, 20))),
  },
  'PlatformNotificationsFailing/critical': {
    fires: situation(20, notifications(stays(0, 5), moves(0, 1, 15))),
    quiet: situation(20, notifications(stays(3, 20))),
  },
  'PlatformWatchdog/none': {
    fires: situation(5, up('millrace-brokers-1', stays(1, 5))),
    // Nothing is scraped: the silence that is the alarm.
    quiet: situation(5),
  },
};
