import { local } from '../../../../environments/local';
import { dashboardsOf } from '../../../../local/observability/pictures/drawn';
import {
  readDashboard,
  type AskingPanel,
  type StatPanel,
  type TimeseriesPanel,
} from '../../../../local/observability/pictures/panels';
import { resolve } from '../../../../model/resolve';

/** What the laptop's dashboards are, as they are given to Grafana. */
export const dashboards = dashboardsOf(resolve(local));

const panels = dashboards.flatMap((dashboard) => readDashboard(dashboard).panels);

const titled = (title: string, type: AskingPanel['type']): AskingPanel => {
  const found = panels.find((panel) => panel.type === type && panel.title === title);
  if (found === undefined || found.type === 'row') throw new Error(`no dashboard has a ${type} '${title}'`);
  return found;
};

export const stat = (title: string): StatPanel => titled(title, 'stat') as StatPanel;
export const timeseries = (title: string): TimeseriesPanel => titled(title, 'timeseries') as TimeseriesPanel;
