import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType, SpecialValueMatch, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { ExporterName } from '../signals/catalog';
import type { Query } from '../signals/query';
import { expressionFor, type Signal } from '../signals/signal';
import { emptyIsWell, hasLimit, type Normal, type Normals } from './normal';
import { thresholds } from './thresholds';
import { grafanaUnits } from './units';
import type { Figure, Trend, View } from './view';

/** Uid of the Prometheus that every Grafana of ours is given. */
export const datasource = { type: 'prometheus', uid: 'prometheus' } as const;

const WINDOW = '$__rate_interval';

/** Where the panels go. */
export interface Place {
  /** What is scraped there. */
  readonly exporters: ReadonlySet<ExporterName>;
  /** What is normal there. */
  readonly normals: Normals;
}

/** A share or a quantile of nothing. */
const ofNothing: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NotANumber, result: { text: 'no traffic', color: 'text' } },
};

export type PanelBuilder = StatBuilder | TimeseriesBuilder;

const absent = ({ name }: Signal): string => (emptyIsWell.has(name) ? 'none' : 'unknown');

const legend = ({ by, title }: Signal): string =>
  by.length === 0 ? title : by.map((label) => `{{${label}}}`).join(' ');

const target = (query: Query): DataqueryBuilder =>
  new DataqueryBuilder().refId('A').datasource(datasource).expr(query.text);

/** Asked for this moment only: the last sample of an hour would show what died as if it lived. */
function figurePanel({ signal, title, across, over }: Figure, query: Query, normal: Normal | undefined): StatBuilder {
  const one = across === undefined ? query : query[across]();
  return new StatBuilder()
    .title(title ?? signal.title)
    .description(over === undefined ? signal.meaning : `${signal.meaning} In the last ${over}.`)
    .withTarget(
      target(one)
        .instant()
        .legendFormat(across === undefined ? legend(signal) : signal.title),
    )
    .thresholds(thresholds(normal))
    .mappings([ofNothing])
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.None)
    .colorMode(normal === undefined ? BigValueColorMode.None : BigValueColorMode.Background);
}

function trendPanel({ signal }: Trend, query: Query, normal: Normal | undefined): TimeseriesBuilder {
  return new TimeseriesBuilder()
    .title(signal.title)
    .description(signal.meaning)
    .withTarget(target(query).range().legendFormat(legend(signal)))
    .thresholds(thresholds(normal))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        normal !== undefined && hasLimit(normal) ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
      ),
    )
    .axisSoftMin(0)
    .fillOpacity(10)
    .lineInterpolation(signal.kind === 'state' ? LineInterpolation.StepAfter : LineInterpolation.Linear)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Can it be shown with what is scraped? */
export const isShown = ({ signal }: View, { exporters }: Place): boolean =>
  expressionFor(signal, exporters) !== undefined;

/** The panel of a view that can be shown. */
export function panelOf(view: View, { exporters, normals }: Place): PanelBuilder {
  const expression = expressionFor(view.signal, exporters);
  if (expression === undefined) throw new Error(`nothing that is scraped has the signal '${view.signal.name}'`);
  const normal: Normal | undefined = (normals as Readonly<Record<string, Normal>>)[view.signal.name];
  const panel =
    view.kind === 'figure'
      ? figurePanel(view, expression(view.over ?? WINDOW), view.normal ?? normal)
      : trendPanel(view, expression(WINDOW), normal);
  return panel.datasource(datasource).unit(grafanaUnits[view.signal.unit]).noValue(absent(view.signal));
}
