import type { Alerts } from '../environment';
import { endToEndSeconds } from '../latency-buckets';
import { isLaptop } from '../placement';
import { Duration, isUnit } from '../units';
import { describe, pathTo } from '../violation';
import { durationFrom, outside, wholeNumber } from './range';
import { relationRule, valueRule, type Finding } from './rule';

/** Rules about thresholds of alerts: one that cannot be crossed never fires, one that always is tells nothing. */

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

const groups = ['objectives', 'availability', 'safety', 'lateness', 'capacity', 'security'] as const;

/** Every threshold, with the path that leads to it. */
function thresholdsOf(alerts: Alerts): Leaf[] {
  const leaves = (value: unknown, path: readonly string[]): Leaf[] =>
    typeof value !== 'object' || value === null || isUnit(value)
      ? [{ path, value }]
      : Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
  return groups.flatMap((group) => leaves(alerts[group], ['alerts', group]));
}

const counted = ['leastEvents', 'quorumLag', 'failedAuthentications'];
const isCount = ({ path }: Leaf): boolean => counted.includes(path.at(-1) ?? '');
/** Times that are compared with a metric's value, not waited for. */
const measured = ['latencyLimit', 'eventLoopLag'];
const isMeasured = ({ path }: Leaf): boolean => measured.includes(path.at(-1) ?? '');

const time = durationFrom(Duration.seconds(1), Duration.days(365));
const delay = durationFrom(Duration.milliseconds(1), Duration.minutes(1));

export const alertTimesAreReal = valueRule({
  code: 'ALERT_TIME_INVALID',
  title: 'an alert waits for some time, and not for ever',
  allowed: `${time.allowed}; a delay of a service's thread ${delay.allowed}`,
  fix: 'leave it out for the default in model/spec/alerts.ts',
  needs: ['alerts'],
  check: ({ alerts }) => [
    ...thresholdsOf(alerts)
      .filter((leaf) => !isMeasured(leaf))
      .flatMap(({ path, value }) => (value instanceof Duration ? outside(pathTo(...path), value, time) : [])),
    ...outside('alerts.capacity.eventLoopLag', alerts.capacity.eventLoopLag, delay),
  ],
});

export const alertSharesAreShares = valueRule({
  code: 'ALERT_SHARE_INVALID',
  title: 'a threshold or objective that is a share lies between nothing and all',
  allowed: 'more than 0 and less than 1',
  fix: 'leave it out for the default in model/spec/alerts.ts',
  needs: ['alerts'],
  check: ({ alerts }) =>
    thresholdsOf(alerts)
      .filter((leaf) => typeof leaf.value === 'number' && !isCount(leaf))
      .filter(({ value }) => !(Number(value) > 0 && Number(value) < 1))
      .map(({ path, value }) => ({ path: pathTo(...path), got: describe(value) })),
});

/** Below it the fastest burn rate (14.4, docs/adr/0024) would be more than everything. */
const leastObjective = 0.94;

export const objectivesCanBurn = valueRule({
  code: 'ALERT_OBJECTIVE_INVALID',
  title: 'an objective leaves a budget, and one that can burn 14.4 times as fast as it should',
  allowed: `from ${leastObjective} to less than 1`,
  fix: 'leave it out: 0.99 of events in time, 0.999 delivered',
  needs: ['alerts'],
  check: ({ alerts: { objectives } }) =>
    (['latency', 'delivery'] as const)
      .filter((name) => objectives[name] > 0 && objectives[name] < leastObjective)
      .map((name) => ({ path: pathTo('alerts', 'objectives', name), got: describe(objectives[name]) })),
});

const count = wholeNumber(1, 1_000_000_000);

export const alertCountsAreWhole = valueRule({
  code: 'ALERT_COUNT_INVALID',
  title: 'a threshold that is counted is a whole number',
  allowed: count.allowed,
  fix: 'leave it out for the default in model/spec/alerts.ts',
  needs: ['alerts'],
  check: ({ alerts }) =>
    thresholdsOf(alerts)
      .filter(isCount)
      .flatMap(({ path, value }) => outside(pathTo(...path), Number(value), count)),
});

const buckets = endToEndSeconds.map((seconds) => Duration.milliseconds(seconds * 1_000));

export const latencyLimitIsABucket = valueRule({
  code: 'ALERT_LATENCY_LIMIT_INVALID',
  title: 'the limit of end-to-end time is one of the buckets in which services count: between two nothing is known',
  allowed: buckets.join(', '),
  fix: 'take the next larger bucket',
  needs: ['alerts'],
  check: ({ alerts: { objectives } }) =>
    buckets.some((bucket) => bucket.compare(objectives.latencyLimit) === 0)
      ? []
      : [{ path: 'alerts.objectives.latencyLimit', got: describe(objectives.latencyLimit) }],
});

const runbooks = /^(https?:\/\/[^\s/]+(\/\S*)?|[\w.-]+(\/[\w.-]+)*)\/$/;

export const runbooksHaveAnAddress = valueRule({
  code: 'ALERT_RUNBOOKS_INVALID',
  title: 'the address of the runbooks goes before their names',
  allowed: 'an http or https URL, or a folder of the repository, with a slash at the end',
  fix: 'write it as in https://example.com/millrace/blob/main/docs/runbooks/',
  needs: ['alerts'],
  check: ({ alerts }) =>
    runbooks.test(alerts.runbooks) ? [] : [{ path: 'alerts.runbooks', got: describe(alerts.runbooks) }],
});

const secretName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const receiversNameASecret = valueRule({
  code: 'ALERT_SECRET_INVALID',
  title: "receivers' addresses and keys are in a Secret, which has a name that Kubernetes takes",
  allowed: '1 to 63 lower-case letters, digits and hyphens, no hyphen first or last',
  fix: 'name the Secret, as in alert-receivers; never write an address or a key here',
  needs: ['alerts'],
  check: ({ alerts: { receivers } }) =>
    receivers === undefined || secretName.test(receivers.secret)
      ? []
      : [{ path: 'alerts.receivers.secret', got: describe(receivers.secret) }],
});

export const receiversNeedACluster = relationRule({
  code: 'ALERT_RECEIVERS_UNSUITABLE',
  title: 'a laptop has no Alertmanager, so nobody is told of its alerts',
  allowed: 'receivers on minikube and EKS only',
  fix: 'leave them out',
  needs: ['alerts', 'platform'],
  check: ({ alerts: { receivers }, platform }) =>
    receivers !== undefined && isLaptop(platform) ? [{ path: 'alerts.receivers', got: describe(receivers) }] : [],
});

function contradiction(path: string, gets: 'smaller' | 'larger', warning: number, critical: number): Finding[] {
  const worse = gets === 'smaller' ? critical < warning : critical > warning;
  return worse ? [] : [{ path, got: 'a page before the ticket', allowed: `a critical one that is ${gets}` }];
}

const ofTime = ({ warning, critical }: Alerts['lateness']['lag']): readonly [number, number] => [
  warning.toMilliseconds(),
  critical.toMilliseconds(),
];

export const pagesComeAfterTickets = relationRule({
  code: 'ALERT_LEVELS_CONTRADICTORY',
  title: 'of two thresholds the critical one is crossed later: who is paged has had a ticket before',
  allowed: 'a critical one that is worse than the warning',
  fix: 'move them apart, or leave both out',
  needs: ['alerts'],
  check: ({ alerts: { lateness, capacity, security } }) => [
    ...contradiction('alerts.lateness.lag', 'larger', ...ofTime(lateness.lag)),
    ...contradiction('alerts.capacity.volumeFullIn', 'smaller', ...ofTime(capacity.volumeFullIn)),
    ...contradiction(
      'alerts.capacity.volumeFree',
      'smaller',
      capacity.volumeFree.warning,
      capacity.volumeFree.critical,
    ),
    ...contradiction('alerts.security.certificateLeft', 'smaller', ...ofTime(security.certificateLeft)),
  ],
});

export const alertRules = [
  alertTimesAreReal,
  alertSharesAreShares,
  objectivesCanBurn,
  alertCountsAreWhole,
  latencyLimitIsABucket,
  runbooksHaveAnAddress,
  receiversNameASecret,
  receiversNeedACluster,
  pagesComeAfterTickets,
];
