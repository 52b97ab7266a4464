import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { bucketOf, metric, partOf, type Query, type Window } from '../signals/query';
import { secondsOf, type Alert, type Severity, type Trigger } from './alert';

const { services } = signals;
const [area, component] = ['lateness', 'services'] as const;
const END_TO_END = 'event_end_to_end_duration_seconds';

/**
 * How fast an error budget of thirty days burns, and over which two windows: the long one says that it matters, the short
 * one that it goes on (Google's SRE workbook, chapter 5, table 5-8). Two pages and a ticket, docs/adr/0024.
 */
export const burnRates = [
  { severity: 'critical', rate: 14.4, long: '1h', short: '5m', after: Duration.minutes(2) },
  { severity: 'critical', rate: 6, long: '6h', short: '30m', after: Duration.minutes(15) },
  { severity: 'warning', rate: 1, long: '3d', short: '6h', after: Duration.hours(1) },
] as const satisfies readonly {
  readonly severity: Severity;
  readonly rate: number;
  readonly long: Window;
  readonly short: Window;
  readonly after: Duration;
}[];

const hours: Readonly<Record<(typeof burnRates)[number]['long'], number>> = { '1h': 1, '6h': 6, '3d': 72 };

/** Events a second over a window: all of them, and those that broke the promise. */
interface Indicator {
  readonly all: (window: Window) => Query;
  readonly bad: (window: Window) => Query;
}

/** A trigger for each burn rate; the series tell which by their label. */
function burning({ all, bad }: Indicator, objective: number, leastEvents: number): Trigger[] {
  return burnRates.map(({ severity, rate, long, short, after }) => {
    const limit = Number((rate * (1 - objective)).toPrecision(6));
    const share = (window: Window): Query => bad(window).over(all(window).above(0));
    const enough = all(long)
      .times(hours[long] * 3_600)
      .atLeast(leastEvents);
    return {
      severity,
      when: share(long).above(limit).and(share(short).above(limit)).and(enough),
      after,
      labels: { burn_window: long },
    };
  });
}

/** Slower than the limit: all, less those in its bucket. */
function slowerThan(limit: Duration): Indicator {
  const all = (window: Window): Query => partOf(END_TO_END, 'count').rate(window).sum('service', 'topic');
  const inTime = (window: Window): Query => bucketOf(END_TO_END, secondsOf(limit)).rate(window).sum('service', 'topic');
  return { all, bad: (window) => all(window).minus(inTime(window)) };
}

/** Given up, or failed and to be read again. */
const undelivered: Indicator = {
  all: (window) => metric('events_consumed_total').rate(window).sum('service'),
  bad: (window) =>
    metric('events_consumed_total', { status: { matches: 'dead_letter|error' } })
      .rate(window)
      .sum('service'),
};

export const objectiveAlerts = [
  {
    name: 'ServiceLatencyBudgetBurning',
    area,
    component,
    signals: [services.endToEnd],
    summary: 'Users wait longer than was promised for what {{ $labels.service }} does with {{ $labels.topic }}',
    description:
      '{{ $value | humanizePercentage }} of the events of the last {{ $labels.burn_window }} took longer than the limit.',
    triggers: ({ environment: { alerts } }) => {
      const { latency, latencyLimit, leastEvents } = alerts.objectives;
      return burning(slowerThan(latencyLimit), latency, leastEvents);
    },
  },
  {
    name: 'ServiceDeliveryBudgetBurning',
    area,
    component,
    signals: [services.consumed, services.deadLetters],
    summary: 'Events that were accepted do not come to anything: {{ $labels.service }} gives them up or fails on them',
    description:
      '{{ $value | humanizePercentage }} of the events of the last {{ $labels.burn_window }} failed or went to the dead-letter topic.',
    triggers: ({ environment: { alerts } }) => {
      const { delivery, leastEvents } = alerts.objectives;
      return burning(undelivered, delivery, leastEvents);
    },
  },
] as const satisfies readonly Alert[];
