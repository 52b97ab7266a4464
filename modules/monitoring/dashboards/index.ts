import { serviceNames, services as contracts } from '../../../contracts/services';
import { defaults } from '../../../model/defaults';
import type { ExporterName } from '../signals/catalog';
import type { Signal } from '../signals/signal';
import { contentsFor } from './contents';
import { build, shownRows, type Dashboard, type Detail } from './dashboard';
import { normalsFor, type Limits } from './normal';
import type { ServiceGrants } from './service';
import type { DashboardContent } from './view';

export type { Dashboard } from './dashboard';
export { logsDashboard } from './logs';

export interface DashboardsProps {
  /** Of the environment; each gets a dashboard. */
  readonly services: readonly ServiceGrants[];
  /** What is scraped; what nothing of it can answer is left out. */
  readonly exporters: ReadonlySet<ExporterName>;
  /** How many brokers there should be. @default 1 */
  readonly brokers?: number;
  /** When somebody is told: where the colours turn. @default - the model's defaults */
  readonly alerts?: Limits;
  /** How often it is drawn anew: as often as is scraped. @default '30s' */
  readonly refresh?: '5s' | '30s';
}

/** Every dashboard of an environment, the overview first. The same for a cluster and for compose. */
export function dashboardsFor(props: DashboardsProps): Dashboard[] {
  const { services, exporters, brokers = 1, alerts = defaults.alerts, refresh = '30s' } = props;
  const place = { exporters, normals: normalsFor(alerts) };
  const { home, details, services: ofServices } = contentsFor({ services, brokers });
  const contents = [home, ...Object.values(details), ...ofServices].filter(
    (content) => shownRows(content, place).length > 0,
  );
  // It shows all signals of its group: where one of them is shown, it is there.
  const detail: Detail = (group) => details[group];
  return contents.map((content) => build(content, { place, refresh, home, detail }));
}

const shows = ({ rows }: DashboardContent, name: string): boolean =>
  rows.some(({ views }) => views.some(({ signal }) => signal.name === name));

/** Titles of the dashboards that show a signal where everything is scraped; those of the services go by one title. */
export function shownOn({ name }: Pick<Signal, 'name'>): readonly string[] {
  const services = serviceNames.map((service) => ({ ...contracts[service], name: service, replicas: 1 }));
  const { home, details, services: ofServices } = contentsFor({ services, brokers: 1 });
  const titles = [home, ...Object.values(details)].filter((content) => shows(content, name)).map(({ title }) => title);
  return ofServices.some((content) => shows(content, name)) ? [...titles, 'Service'] : titles;
}
