import { environments } from '../../../environments';
import { resolve } from '../../../model/resolve';
import { alertsFor, type AlertScope } from '../../../modules/monitoring/alerts';
import { rulesFile } from '../../../modules/monitoring/alerts/rules';
import { everyExporter } from '../../../modules/monitoring/signals/catalog';
import { withChanges } from '../../model/with-changes';
import type { PlatformTimeline } from './platform-timeline';
import { firedEver, firesNow, testRules } from './promtool';
import { plannedUpgrade, rollingRestart, scaleUp, telemetryRestart, twoBrokersLost } from './scenarios';
import { wellPlatform } from './well-platform';

/** Debian's packages are fetched when they are not there: 40 MB. */
jest.setTimeout(600_000);

const three: AlertScope = { environment: resolve(environments['eks-prod']), exporters: everyExporter };
const larger = { 'kafka/brokers': 6, 'platform/kafkaNodes/perZone': 2 };
const six: AlertScope = {
  environment: resolve(withChanges(environments['eks-prod'], larger)),
  exporters: everyExporter,
};

/** Anybody who is told anything, at any time of it. */
const told = (timeline: PlatformTimeline, name: string) => ({
  name,
  situation: timeline.situation(),
  query: firedEver({ severity: 'critical|warning' }, timeline.minutes + 1),
  answers: [],
});

const clean = { status: 0, said: expect.stringContaining('SUCCESS') as string };

describe('a good day', () => {
  it('has a sample of everything that an alert reads', () => {
    const seen = wellPlatform(1, 3).metrics;
    const read = alertsFor(three).flatMap(({ rules }) => rules.flatMap(({ when }) => [...when.metrics]));
    const parts = (metric: string): string[] => ['', '_count', '_sum', '_bucket'].map((part) => `${metric}${part}`);
    expect([...new Set(read)].filter((metric) => !parts(metric).some((name) => seen.has(name)))).toEqual([]);
  });

  it.each([
    ['nothing happens', () => wellPlatform(60, 3), three],
    ['brokers are restarted one after the other', rollingRestart, three],
    ['brokers and consumers are added', scaleUp, six],
    ['operator, nodes, brokers and services are upgraded', plannedUpgrade, three],
    ['Loki, the agents and the collector of traces are renewed', telemetryRestart, three],
  ] as const)('pages nobody and makes no ticket when %s', async (name, timelineOf, scope) => {
    expect(await testRules(rulesFile(scope), [told(timelineOf(), name)])).toEqual(clean);
  });
});

describe('a bad day', () => {
  it('pages when two brokers go at once, on the same platform', async () => {
    const situation = twoBrokersLost().situation();
    const questions = ['KafkaBrokerAway', 'KafkaUnderMinIsr'].map((alertname) => ({
      name: alertname,
      situation,
      query: firesNow({ alertname, severity: 'critical' }),
      answers: [1],
    }));
    expect(await testRules(rulesFile(three), questions)).toEqual(clean);
  });
});
