import type { ConfigMap } from 'kubernetes-types/core/v1';
import { Duration } from '../../../../model/units';
import { dashboardsFor, shownOn } from '../../../../modules/monitoring/dashboards';
import { uidOf } from '../../../../modules/monitoring/dashboards/dashboard';
import { monitorObjects } from '../../../../modules/monitoring/monitors';
import { allSignals } from '../../../../modules/monitoring/signals';
import { everyExporter, exporterOf } from '../../../../modules/monitoring/signals/catalog';
import { expressionFor } from '../../../../modules/monitoring/signals/signal';
import { ParsedExpression } from '../signals/promql';
import { expressionsOf, headingsOf, named, panelsOf, placeOf, places, targetsOf, type TestedPlace } from './places';

const compose = placeOf('compose');
const eks = placeOf('eks-prod');

describe.each(places)('the dashboards of $name', ({ environment, exporters, dashboards }) => {
  const panels = dashboards.flatMap((dashboard) => panelsOf(dashboard).map((panel) => ({ dashboard, panel })));

  it('ask in PromQL for metrics that are scraped there, and for no others', () => {
    expect(panels.length).toBeGreaterThan(50);
    for (const { dashboard, panel } of panels) {
      const at = `${dashboard.name}: ${panel.title}`;
      expect([at, targetsOf(panel).length]).toEqual([at, 1]);
      for (const { expr } of targetsOf(panel)) {
        const owners = [...new ParsedExpression(expr).families()].map(exporterOf);
        expect([at, owners.filter((owner) => !exporters.has(owner))]).toEqual([at, []]);
      }
    }
  });

  it('name lines by labels that they have', () => {
    for (const { dashboard, panel } of panels) {
      for (const { expr, legendFormat } of targetsOf(panel)) {
        const labels = new ParsedExpression(expr).labels();
        const asked = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        expect({
          at: `${dashboard.name}: ${panel.title}`,
          strange: asked.filter((label) => !labels.includes(label!)),
        }).toEqual({
          at: `${dashboard.name}: ${panel.title}`,
          strange: [],
        });
      }
    }
  });

  it('show every signal that can be answered there', () => {
    const shown = panels.map(({ panel }) => panel.description ?? '');
    const answered = allSignals.filter((signal) => expressionFor(signal, exporters) !== undefined);
    const missing = answered.filter(({ meaning }) => !shown.some((description) => description.startsWith(meaning)));
    expect(missing.map((signal) => signal.name)).toEqual([]);
  });

  it('have a panel under each heading, and no panel on another', () => {
    for (const dashboard of dashboards) {
      const all = dashboard.model.panels ?? [];
      expect(all[0]?.type).toBe('row');
      for (const [index, panel] of all.entries()) {
        if (panel.type === 'row') expect(all[index + 1]?.type).toMatch(/^(stat|timeseries)$/);
      }
      const cells = all.flatMap(({ gridPos }) => {
        const { x, y, w, h } = gridPos!;
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
      });
      expect(new Set(cells).size).toBe(cells.length);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    }
  });

  it('lead to each other and to nothing that is not there', () => {
    const uids = dashboards.map(({ model }) => `/d/${model.uid}`);
    const links = dashboards.flatMap((dashboard) => [
      ...(dashboard.model.links ?? []),
      ...panelsOf(dashboard).flatMap((panel) => panel.links ?? []),
    ]);
    const urls = links.flatMap(({ url }) => (url === undefined ? [] : [url]));
    expect(urls.filter((url) => !uids.includes(url))).toEqual([]);
    for (const { model } of dashboards) {
      expect(model.links?.map(({ url, tags }) => url ?? tags)).toEqual(['/d/millrace-overview', ['millrace']]);
      expect(model.tags).toEqual(['millrace']);
    }
    const details = uids.filter((uid) => !/^\/d\/millrace-(overview|service-.*)$/.test(uid));
    const fromOverview = panelsOf(dashboards[0]!).flatMap((panel) => panel.links ?? []);
    expect(new Set(fromOverview.map(({ url }) => url))).toEqual(new Set(details));
  });

  it('have colours that begin somewhere and rise', () => {
    for (const { panel } of panels) {
      const { thresholds, unit } = panel.fieldConfig!.defaults;
      expect(unit).toBeDefined();
      const [base, ...steps] = thresholds!.steps.map(({ value }) => value);
      expect(base).toBeNull();
      expect(steps).toEqual([...new Set(steps)].sort((one, other) => one! - other!));
    }
  });

  it('have one for each service, and uids and names of their own', () => {
    const uids = dashboards.map(({ model }) => model.uid!);
    expect(new Set(uids).size).toBe(uids.length);
    for (const dashboard of dashboards) expect(dashboard.model.uid).toBe(`millrace-${dashboard.name}`);
    expect(uids.filter((uid) => uid.startsWith('millrace-service-'))).toEqual(
      environment.services.map((service) => `millrace-service-${service.name}`),
    );
  });
});

describe('the dashboards', () => {
  it('keep their uids, which others link to', () => {
    expect(eks.dashboards.map(({ model }) => model.uid)).toEqual([
      'millrace-overview',
      'millrace-brokers',
      'millrace-quorum',
      'millrace-topics',
      'millrace-groups',
      'millrace-platform',
      'millrace-service-producer',
      'millrace-service-consumer',
      'millrace-service-ping-pong',
    ]);
    expect(compose.dashboards.map(({ name }) => name)).not.toContain('quorum');
  });

  it('reject a uid that Grafana would refuse', () => {
    expect(() => uidOf('service-with-a-name-that-is-far-too-long')).toThrow(/longer than Grafana's 40/);
  });

  it('look at the last hour, draw again when there is news, and ask the one data source', () => {
    const [fast] = dashboardsFor({ services: [], exporters: everyExporter, refresh: '5s' });
    expect(fast?.model.refresh).toBe('5s');
    for (const dashboard of eks.dashboards) {
      expect(dashboard.model).toMatchObject({ refresh: '30s', time: { from: 'now-1h', to: 'now' }, editable: false });
      for (const panel of panelsOf(dashboard)) {
        expect(panel.datasource).toEqual({ type: 'prometheus', uid: 'prometheus' });
        expect(panel.targets).toMatchObject([{ datasource: panel.datasource }]);
      }
    }
  });

  it('say on which of them a signal is, and that each is on one', () => {
    expect(shownOn({ name: 'under-replicated-partitions' })).toEqual(['Overview', 'Brokers']);
    expect(shownOn({ name: 'events-produced' })).toEqual(['Overview', 'Service']);
    expect(allSignals.filter((signal) => shownOn(signal).length === 0).map(({ name }) => name)).toEqual([]);
    expect(shownOn({ name: 'nothing-of-ours' })).toEqual([]);
  });

  it('show what is now as of now, and what was as it was', () => {
    for (const panel of eks.dashboards.flatMap(panelsOf)) {
      const instant = targetsOf(panel).map((target) => target.instant);
      expect([panel.title, instant]).toEqual([panel.title, [panel.type === 'stat']]);
    }
  });
});

describe('the overview', () => {
  const first = (place: TestedPlace) => named(place, 'overview');

  it('comes first and answers four questions before it shows trends', () => {
    expect(eks.dashboards[0]).toBe(first(eks));
    expect(headingsOf(first(eks)).slice(0, 4)).toEqual([
      'Is it up?',
      'Is the data safe?',
      'Is it late?',
      'What is filling?',
    ]);
    const types = panelsOf(first(eks)).map(({ type }) => type);
    expect(types).toEqual([...types].sort());
    expect(types).toContain('stat');
    expect(types).toContain('timeseries');
  });

  it('has no figure without a colour where everything is scraped, but those without a normal', () => {
    const plain = panelsOf(first(eks))
      .filter(({ type, fieldConfig }) => type === 'stat' && fieldConfig!.defaults.thresholds!.steps.length === 1)
      .map(({ title }) => title);
    expect(plain).toEqual(['Acknowledged in, p99']);
  });

  it('is the same for compose as for a cluster with what compose scrapes, and less of what a cluster has', () => {
    const { services, kafka, alerts } = compose.environment;
    const common = { services, brokers: kafka.brokers.length, alerts };
    const [here] = dashboardsFor({ ...common, exporters: compose.exporters });
    const [there] = dashboardsFor({ ...common, exporters: everyExporter });
    expect(JSON.stringify(here)).toBe(JSON.stringify(first(compose)));
    const titles = panelsOf(there!).map(({ title }) => title);
    expect(panelsOf(here!).filter(({ title }) => !titles.includes(title))).toEqual([]);
    expect(panelsOf(here!).length).toBeLessThan(titles.length);
  });

  it('turns red when one of the environment’s brokers is away', () => {
    const figure = panelsOf(first(eks)).find(({ title }) => title === 'Brokers');
    expect(figure?.fieldConfig?.defaults.thresholds?.steps).toEqual([
      { value: null, color: 'red' },
      { value: eks.environment.kafka.brokers.length, color: 'green' },
    ]);
  });

  it('turns its colours where the environment’s alerts are', () => {
    const { services, alerts } = eks.environment;
    const lag = { warning: Duration.seconds(7), critical: Duration.minutes(2) };
    const stricter = { ...alerts, lateness: { ...alerts.lateness, lag } };
    const [dashboard] = dashboardsFor({ services, exporters: everyExporter, alerts: stricter });
    const figure = panelsOf(dashboard!).find(({ title }) => title === 'Services behind');
    expect(figure?.fieldConfig?.defaults.thresholds?.steps).toEqual([
      { value: null, color: 'green' },
      { value: 7, color: 'orange' },
      { value: 120, color: 'red' },
    ]);
  });
});

describe('the dashboard of a service', () => {
  it.each(eks.environment.services.map((service) => [service.name, service] as const))(
    '%s asks for nothing of another service',
    (name) => {
      const others = eks.environment.services.filter((other) => other.name !== name);
      for (const expression of expressionsOf(named(eks, `service-${name}`))) {
        const ofServices = [...new ParsedExpression(expression).families()].map(exporterOf).includes('services');
        expect([expression, expression.includes(`service="${name}"`)]).toEqual([expression, ofServices]);
        for (const other of others) expect(expression).not.toContain(`service="${other.name}"`);
      }
    },
  );

  it.each(eks.environment.services.map((service) => [service.name, service] as const))(
    '%s shows the topics and the group that its grants name',
    (name, { produces, consumes, group, deadLetter }) => {
      const dashboard = named(eks, `service-${name}`);
      const text = expressionsOf(dashboard).join('\n').replaceAll('\\', '');
      // As the brokers write them.
      for (const topic of [...produces, ...consumes]) expect(text).toContain(topic.replaceAll('.', '_'));
      const headings = headingsOf(dashboard).join('\n');
      expect(headings).toContain(`Topics it writes: ${produces.join(', ')}`);
      expect(headings.includes('Topics it reads')).toBe(consumes.length > 0);
      expect(text.includes(`consumergroup="${group}"`)).toBe(group !== undefined);
      expect(headings.includes(`What it gave up: ${deadLetter}`)).toBe(deadLetter !== undefined);
    },
  );

  it('counts its instances against what is declared', () => {
    for (const { name, replicas } of eks.environment.services) {
      const figure = panelsOf(named(eks, `service-${name}`)).find(({ title }) => title === 'Instances');
      expect(figure?.fieldConfig?.defaults.thresholds?.steps.at(-1)).toEqual({ value: replicas, color: 'green' });
    }
  });
});

describe('a cluster’s Grafana', () => {
  it('gets them as they are, each small enough for a ConfigMap', () => {
    const maps = monitorObjects({ services: [], dashboards: eks.dashboards }).filter(
      (object): object is ConfigMap & typeof object => object.kind === 'ConfigMap',
    );
    const models = maps.flatMap(({ data = {} }) => Object.values(data));
    expect(models).toEqual(eks.dashboards.map(({ model }) => JSON.stringify(model)));
    for (const model of models) expect(model.length).toBeLessThan(200_000);
  });
});
