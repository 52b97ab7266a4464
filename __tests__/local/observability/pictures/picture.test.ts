import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../../../environments';
import { dashboardsOf } from '../../../../local/observability/pictures/drawn';
import { dashboardsPage, pictureFile } from '../../../../local/observability/pictures/page';
import { readDashboard, type AskingPanel } from '../../../../local/observability/pictures/panels';
import { drawDashboard } from '../../../../local/observability/pictures/picture';
import { withVariables } from '../../../../local/observability/pictures/variables';
import { resolve } from '../../../../model/resolve';
import { dashboards } from './panels-of';

const docs = join(__dirname, '../../../../docs');
const span = { from: 0, to: 300, step: 5 };

/** A line that every unit can be written of. */
const answering = (panel: AskingPanel) =>
  Promise.resolve([
    { name: panel.title, points: panel.type === 'stat' ? [[300, 1] as const] : [[0, 0] as const, [300, 1] as const] },
  ]);

it.each(Object.values(environments).map((spec) => [spec.name, spec] as const))(
  'draws every panel of %s',
  async (_, spec) => {
    for (const dashboard of dashboardsOf(resolve(spec))) {
      const picture = await drawDashboard(dashboard, span, answering);
      const { panels } = readDashboard(dashboard);
      const graphs = panels.filter(({ type }) => type === 'timeseries');
      expect(picture.match(/<path /g) ?? []).toHaveLength(graphs.length);
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
      for (const { title } of panels.filter(({ type }) => type === 'row')) expect(picture).toContain(`>${title}<`);
    }
  },
);

it('asks nothing that a reader would have to fill in', () => {
  const asked = dashboards.flatMap((dashboard) =>
    readDashboard(dashboard).panels.flatMap((panel) => (panel.type === 'row' ? [] : panel.targets)),
  );
  expect(asked.length).toBeGreaterThan(100);
  for (const { expr } of asked) expect(withVariables(expr, span, 5)).not.toContain('$__');
});

it('says who drew it, from what and when', async () => {
  const [overview] = dashboards;
  if (overview === undefined) throw new Error('no dashboard');
  const picture = await drawDashboard(overview, { ...span, to: 86_400 }, answering);
  expect(picture).toContain('No Grafana: drawn by `make dashboard-pictures` from what Prometheus answered');
  expect(picture).toContain('at 1970-01-02 00:00 UTC.');
});

describe('docs/dashboards.md', () => {
  it('is what the command writes', () => {
    expect(readFileSync(`${docs}/dashboards.md`, 'utf8')).toBe(dashboardsPage(dashboards));
  });

  it('has a picture of each dashboard, with data and not too large', () => {
    for (const { name } of dashboards) {
      const file = join(docs, 'dashboards', pictureFile(name));
      expect({ name, isThere: existsSync(file) }).toEqual({ name, isThere: true });
      expect(statSync(file).size).toBeLessThan(150_000);
      expect(readFileSync(file, 'utf8')).toContain('<path ');
    }
  });
});
