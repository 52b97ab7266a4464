import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { environments, type EnvironmentName } from '../../../../environments';
import type { Environment } from '../../../../model/environment';
import { resolve } from '../../../../model/resolve';
import { dashboardsFor, type Dashboard } from '../../../../modules/monitoring/dashboards';
import { everyExporter, scrapedOn, type ExporterName } from '../../../../modules/monitoring/signals/catalog';

/** Where dashboards go, and what is scraped there. */
export interface TestedPlace {
  readonly name: EnvironmentName;
  readonly environment: Environment;
  readonly exporters: ReadonlySet<ExporterName>;
  readonly dashboards: readonly Dashboard[];
}

function place(name: EnvironmentName, scraped: ReadonlySet<ExporterName>): TestedPlace {
  const environment = resolve(environments[name]);
  const { services, kafka, alerts } = environment;
  const dashboards = dashboardsFor({ services, exporters: scraped, brokers: kafka.brokers.length, alerts });
  return { name, environment, exporters: scraped, dashboards };
}

export const places: readonly TestedPlace[] = [
  place('local', scrapedOn.laptop),
  place('compose', scrapedOn.compose),
  place('minikube', everyExporter),
  place('eks-prod', everyExporter),
];

export function placeOf(name: EnvironmentName): TestedPlace {
  const found = places.find((tested) => tested.name === name);
  if (found === undefined) throw new Error(`no place '${name}'`);
  return found;
}

/** What is needed of a panel's query. */
export interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
}

const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === 'row';

export const panelsOf = ({ model }: Dashboard): Panel[] =>
  (model.panels ?? []).filter((panel): panel is Panel => !isRow(panel));

export const headingsOf = ({ model }: Dashboard): string[] =>
  (model.panels ?? []).filter(isRow).map(({ title }) => title ?? '');

export const targetsOf = ({ targets = [] }: Panel): Target[] => targets as unknown as Target[];

export const expressionsOf = (dashboard: Dashboard): string[] =>
  panelsOf(dashboard).flatMap((panel) => targetsOf(panel).map(({ expr }) => expr));

export const named = ({ dashboards }: TestedPlace, name: string): Dashboard => {
  const found = dashboards.find((dashboard) => dashboard.name === name);
  if (found === undefined) throw new Error(`no dashboard '${name}'`);
  return found;
};
