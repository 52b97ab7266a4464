import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Histogram } from 'prom-client';
import { environments, type EnvironmentName } from '../../../../environments';
import { isOn } from '../../../../model/environment';
import { endToEndSeconds } from '../../../../model/latency-buckets';
import { resolve } from '../../../../model/resolve';
import { Duration } from '../../../../model/units';
import { alertsFor, allAlerts, type AlertName, type AlertRule } from '../../../../modules/monitoring/alerts';
import { prometheusRules, rulesFile } from '../../../../modules/monitoring/alerts/rules';
import { allSignals } from '../../../../modules/monitoring/signals';
import {
  everyExporter,
  scrapedOn,
  scrapedOnCluster,
  type ExporterName,
} from '../../../../modules/monitoring/signals/catalog';
import { createMetrics } from '../../../../services/shared/metrics';
import { withChanges } from '../../../model/with-changes';

const laptop = [...scrapedOn.laptop];

function rulesOf(name: EnvironmentName, scraped: readonly ExporterName[], changes: Record<string, unknown> = {}) {
  const environment = resolve(withChanges(environments[name], changes));
  return alertsFor({ environment, exporters: new Set(scraped) }).flatMap(({ rules }) => rules);
}
/** With what is scraped of such an EKS. */
function whereKept(changes: Record<string, unknown>): readonly AlertRule[] {
  const environment = resolve(withChanges(environments['eks-prod'], changes));
  if (!isOn(environment, 'eks')) throw new Error('eks-prod is not on EKS');
  return alertsFor({ environment, exporters: scrapedOnCluster(environment.platform) }).flatMap(({ rules }) => rules);
}
const namesOf = (rules: readonly AlertRule[]): Set<string> => new Set(rules.map(({ alert }) => alert));
const ruleOf = (rules: readonly AlertRule[], alert: AlertName, severity: string): AlertRule =>
  rules.find((rule) => rule.alert === alert && rule.severity === severity)!;

const onEks = rulesOf('eks-prod', [...everyExporter]);
const runbooks = join(__dirname, '../../../../docs/runbooks');
const headings = ['What users feel', 'Confirm', 'Do', 'Never', 'Escalate'];

describe('alerts', () => {
  it('all fire on EKS, where everything is scraped', () => {
    expect(namesOf(onEks)).toEqual(new Set(allAlerts.map(({ name }) => name)));
  });

  it('have each a name of its own', () => {
    expect(new Set(allAlerts.map(({ name }) => name)).size).toBe(allAlerts.length);
    for (const { name } of allAlerts) expect(name).toMatch(/^(Kafka|Service|Platform)([A-Z][a-z]+)+$/);
  });

  it('read signals of the catalogue', () => {
    const unknown = allAlerts.flatMap(({ signals }) => signals.filter((signal) => !allSignals.includes(signal)));
    expect(unknown).toEqual([]);
  });

  it('say only what their series can tell', () => {
    const untold = onEks.flatMap(({ alert, summary, description, when }) =>
      [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)]
        .map(([, label = '']) => label)
        .filter((label) => !new RegExp(`\\b${label}\\b`).test(when.text))
        .map((label) => `${alert}: ${label}`),
    );
    expect(untold).toEqual([]);
  });

  it('leave out what nobody is scraped for', () => {
    expect(namesOf(rulesOf('compose', ['services', 'prometheus']))).not.toContain('KafkaDown');
    const embedded = namesOf(rulesOf('local', laptop));
    expect(embedded).toContain('KafkaUnderMinIsr');
    for (const name of ['PlatformZoneLost', 'KafkaVolumeLow', 'PlatformCertificateEnding'])
      expect(embedded).not.toContain(name);
    // Its metric is Prometheus', and what it is about is not on a laptop.
    expect(embedded).not.toContain('PlatformNotificationsFailing');
    expect(namesOf(onEks)).toContain('PlatformNotificationsFailing');
  });

  it('leave out on a laptop what only Kafka Exporter knows', () => {
    const readers = allAlerts.filter(({ signals }) =>
      signals.some(({ expressions }) =>
        expressions.every((expression) => expression('5m').exporters.has('kafka-exporter')),
      ),
    );
    expect(readers.map(({ name }) => name)).toEqual(['KafkaGroupLate', 'KafkaGroupStalled']);
    const embedded = namesOf(rulesOf('local', laptop));
    expect(readers.filter(({ name }) => embedded.has(name))).toEqual([]);
    expect(namesOf(rulesOf('local', [...laptop, 'kafka-exporter']))).toContain('KafkaGroupLate');
  });

  it('speak of logs and traces only where they are kept, and page nobody for them', () => {
    const telemetry = ['PlatformLogsLost', 'PlatformLogsLate', 'PlatformLogsAway', 'PlatformTracesLost'] as const;
    const toldOf = (rules: readonly AlertRule[]) => telemetry.filter((name) => namesOf(rules).has(name));
    expect(
      onEks.filter(({ alert }) => toldOf(onEks).some((name) => name === alert)).map((rule) => rule.severity),
    ).toEqual(telemetry.map(() => 'warning'));
    const noLogs = { 'platform/logs': 'none' };
    // Also when somebody takes everything for scraped: what is not there cannot be away.
    expect(toldOf(rulesOf('eks-prod', [...everyExporter], noLogs))).toEqual(['PlatformLogsLost', 'PlatformTracesLost']);
    expect(toldOf(whereKept(noLogs))).toEqual(['PlatformTracesLost']);
    expect(toldOf(whereKept({ 'platform/traces': 'none' }))).toEqual([
      'PlatformLogsLost',
      'PlatformLogsLate',
      'PlatformLogsAway',
    ]);
    expect(toldOf(rulesOf('local', laptop))).toEqual([]);
  });

  it('compare with the environment’s thresholds', () => {
    const changed = rulesOf('eks-prod', [...everyExporter], {
      'alerts/lateness/lag/critical': Duration.minutes(7),
      'alerts/safety/underMinIsr': Duration.seconds(45),
      'alerts/objectives/latencyLimit': Duration.seconds(10),
    });
    expect(ruleOf(changed, 'ServiceLate', 'critical').when.text).toMatch(/> 420$/);
    expect(ruleOf(onEks, 'ServiceLate', 'critical').when.text).toMatch(/> 900$/);
    expect(ruleOf(changed, 'KafkaUnderMinIsr', 'critical').after).toEqual(Duration.seconds(45));
    expect(ruleOf(changed, 'ServiceLatencyBudgetBurning', 'critical').when.text).toContain('le=~"10([.]0)?"');
  });

  it('ask for each zone and each service of the environment', () => {
    const zones = onEks.filter(({ alert }) => alert === 'PlatformZoneLost').map(({ labels }) => labels?.['zone']);
    expect(zones).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const { when } = ruleOf(onEks, 'ServiceDown', 'critical');
    for (const service of ['producer', 'consumer', 'ping-pong']) expect(when.text).toContain(`service="${service}"`);
  });

  it('burn at 14.4, 6 and 1 times the budget of their objective', () => {
    const limits = onEks
      .filter(({ alert }) => alert === 'ServiceDeliveryBudgetBurning')
      .map(({ when }) => [...when.text.matchAll(/> (0\.\d+)/g)].map(([, limit]) => Number(limit)));
    expect(limits).toEqual([
      [0.0144, 0.0144],
      [0.006, 0.006],
      [0.001, 0.001],
    ]);
  });
});

describe('the latency objective', () => {
  it('knows the buckets in which services count', async () => {
    const { registry } = createMetrics();
    const histogram = registry.getSingleMetric('event_end_to_end_duration_seconds') as Histogram<'topic'>;
    histogram.observe({ topic: 'posts' }, 1);
    const text = await registry.getSingleMetricAsString('event_end_to_end_duration_seconds');
    const buckets = [...text.matchAll(/le="([\d.]+)"/g)].map(([, le]) => Number(le));
    expect(buckets).toEqual([...endToEndSeconds]);
  });
});

describe('runbooks', () => {
  it('are there for each alert, and for nothing else', () => {
    const pages = readdirSync(runbooks).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(allAlerts.map(({ name }) => `${name}.md`).sort());
  });

  it.each(allAlerts.map(({ name }) => name))(
    'tell of %s what it means, how to confirm it, what to do and what not',
    (name) => {
      const page = readFileSync(join(runbooks, `${name}.md`), 'utf8');
      expect(page.split('\n')[0]).toBe(`# ${name}`);
      expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(headings);
      for (const section of page.split(/^## /m).slice(1))
        expect(section.split('\n').slice(1).join('').trim()).not.toBe('');
      expect(page.split('## Confirm')[1]).toMatch(/^ {4}\S|`[^`]+`/m);
    },
  );

  it('lead to pages that are there', () => {
    const dead = readdirSync(runbooks).flatMap((file) =>
      [...readFileSync(join(runbooks, file), 'utf8').matchAll(/\]\(([^)#]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(runbooks, target)))
        .map((target) => `${file}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('are found at the address of the environment', () => {
    const base = 'https://example.com/millrace/blob/main/docs/runbooks/';
    const [rule] = rulesOf('eks-prod', [...everyExporter], { 'alerts/runbooks': base });
    expect(rule?.runbook).toBe(`${base}${rule?.alert}.md`);
    expect(onEks[0]?.runbook).toBe(`docs/runbooks/${onEks[0]?.alert}.md`);
  });
});

describe('rules for Prometheus', () => {
  const scope = { environment: resolve(environments['eks-prod']), exporters: everyExporter };

  it('are one object for each area, with the rules of the file', () => {
    const objects = prometheusRules(scope);
    const areas = ['availability', 'safety', 'lateness', 'capacity', 'security', 'itself'];
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(areas.map((area) => `alerts-${area}`));
    expect(objects.flatMap(({ spec }) => spec.groups ?? [])).toEqual(rulesFile(scope).groups);
    for (const { metadata } of objects) expect(metadata.namespace).toBe('monitoring');
  });

  it('say severity, area, component, what users feel, what was measured and where to read on', () => {
    const [rule] = rulesFile(scope).groups.flatMap(({ rules }) => rules);
    expect(rule).toMatchObject({
      alert: 'KafkaDown',
      for: '120s',
      labels: { severity: 'critical', area: 'availability', component: 'kafka' },
      annotations: { summary: expect.stringMatching(/\w/) as string, runbook_url: 'docs/runbooks/KafkaDown.md' },
    });
  });

  it('are told apart by their labels', () => {
    const rules = rulesFile(scope).groups.flatMap(({ rules: ofGroup }) => ofGroup);
    expect(new Set(rules.map(({ alert, labels }) => JSON.stringify([alert, labels]))).size).toBe(rules.length);
  });
});
