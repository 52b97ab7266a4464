import { allAlerts } from '../../modules/monitoring/alerts';
import { shownOn } from '../../modules/monitoring/dashboards';
import { signalsPage } from '../../modules/monitoring/signals/document';
import type { Signal } from '../../modules/monitoring/signals/signal';

/** Each with the page that says what to do. */
const alertsOf = ({ name }: Signal): readonly string[] =>
  allAlerts
    .filter(({ signals }) => signals.some((signal) => signal.name === name))
    .map((alert) => `[${alert.name}](runbooks/${alert.name}.md)`);

/** The text of `docs/signals.md`. */
export const wholeSignalsPage = (): string => signalsPage({ shownOn, alertsOf });
