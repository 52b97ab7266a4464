import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkType,
  RowBuilder,
  type Dashboard as GrafanaDashboard,
  type DashboardLink,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { placeRows } from './grid';
import { isShown, panelOf, type Place } from './panel';
import type { DashboardContent, Row } from './view';

/** A dashboard as it is given to Grafana: a ConfigMap on a cluster, a file with compose. */
export interface Dashboard {
  /** Of the ConfigMap and the file: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Grafana's dashboard model. */
  readonly model: GrafanaDashboard;
}

/** Grafana searches for the others by it. */
const TAG = 'millrace';
/** Grafana refuses longer ones. */
const UID_LENGTH = 40;

/** The same for ever: alerts, runbooks and people keep links. */
export function uidOf(name: string): string {
  const uid = `millrace-${name}`;
  if (uid.length <= UID_LENGTH) return uid;
  throw new Error(`uid '${uid}' is longer than Grafana's ${UID_LENGTH} characters: give the service a shorter name`);
}

/** Rows of what can be shown; none without a panel. */
export const shownRows = ({ rows }: DashboardContent, place: Place): Row[] =>
  rows
    .map(({ title, views }) => ({ title, views: views.filter((view) => isShown(view, place)) }))
    .filter(({ views }) => views.length > 0);

/** The SDK's own builder puts a link into a menu, where nobody looks at night, and cannot be told otherwise. */
const link = (
  title: string,
  to: Pick<DashboardLink, 'type' | 'url' | 'tags' | 'asDropdown'>,
): Builder<DashboardLink> => ({
  build: () => ({
    title,
    ...to,
    icon: 'dashboard',
    tooltip: '',
    targetBlank: false,
    includeVars: false,
    keepTime: true,
  }),
});

const linkTo = ({ name, title }: Pick<DashboardContent, 'name' | 'title'>): Builder<DashboardLink> =>
  link(title, { type: DashboardLinkType.Link, url: `/d/${uidOf(name)}`, tags: [], asDropdown: false });

const linkToAll = link('All', { type: DashboardLinkType.Dashboards, tags: [TAG], asDropdown: true });

function withRows(builder: DashboardBuilder, content: DashboardContent, place: Place, detail: Detail): void {
  let id = 0;
  for (const { title, heading, panels } of placeRows(shownRows(content, place))) {
    builder.withRow(new RowBuilder(title).id((id += 1)).gridPos({ ...heading }));
    for (const { view, at } of panels) {
      const panel = panelOf(view, place)
        .id((id += 1))
        .gridPos({ ...at });
      const more = detail(view.signal.group);
      builder.withPanel(more === undefined ? panel : panel.links([linkTo(more)]));
    }
  }
}

/** The dashboard that says more about a group of signals, if another one does. */
export type Detail = (group: string) => Pick<DashboardContent, 'name' | 'title'> | undefined;

export interface BuildProps {
  readonly place: Place;
  readonly refresh: '5s' | '30s';
  /** Where somebody who is lost begins. */
  readonly home: Pick<DashboardContent, 'name' | 'title'>;
  readonly detail: Detail;
}

export function build(content: DashboardContent, { place, refresh, home, detail }: BuildProps): Dashboard {
  const builder = new DashboardBuilder(`Millrace: ${content.title}`)
    .uid(uidOf(content.name))
    .description(content.purpose)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh(refresh)
    .link(linkTo(home))
    .link(linkToAll);
  withRows(builder, content, place, (group) => {
    const more = detail(group);
    return more?.name === content.name ? undefined : more;
  });
  return { name: content.name, model: builder.build() };
}
