import { LogsSortOrder, StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/loki';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { byTopic, byTrace, containing, errors, errorsByService, linesByService } from '../../../model/log-queries';
import { lokiUid } from '../../../model/telemetry-sources';
import type { Dashboard } from './dashboard';

const datasource = { type: 'loki', uid: lokiUid } as const;

const query = (expression: string): DataqueryBuilder =>
  new DataqueryBuilder().refId('A').datasource(datasource).expr(expression);

const graph = (title: string, expression: string): TimeseriesBuilder =>
  new TimeseriesBuilder()
    .title(title)
    .datasource(datasource)
    .withTarget(query(expression).range(true).legendFormat('{{service_name}}'))
    .unit('short')
    .min(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

const lines = (title: string, says: string, expression: string): LogsBuilder =>
  new LogsBuilder()
    .title(title)
    .description(says)
    .datasource(datasource)
    .withTarget(query(expression))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .span(24)
    .height(9);

/** What a reader fills in. */
const service = new QueryVariableBuilder('service')
  .label('Service')
  .datasource(datasource)
  .query({ type: 1, label: 'service_name', stream: '' })
  .refresh(VariableRefresh.OnTimeRangeChanged)
  .includeAll(true)
  .allValue('.+')
  .multi(true);
const topic = new TextBoxVariableBuilder('topic').label('Topic').defaultValue('posts');
const trace = new TextBoxVariableBuilder('trace').label('Trace id').defaultValue('paste one');
const text = new TextBoxVariableBuilder('text').label('Text').defaultValue('');

type Panel = LogsBuilder | TimeseriesBuilder;

const rows: readonly (readonly [title: string, panels: readonly Panel[]])[] = [
  [
    'How much',
    [
      graph('Lines', linesByService('$service')).span(12).height(7),
      graph('Errors', errorsByService('$service')).span(12).height(7),
    ],
  ],
  ['Errors', [lines('Errors', 'Levels error and fatal of the chosen services.', errors('$service'))]],
  [
    'By service',
    [lines('Lines of the chosen services', 'With the text in them, if one is given.', containing('$service', '$text'))],
  ],
  [
    'By topic',
    [lines('Lines about the topic', 'Failures, retries and dead letters, whoever wrote of them.', byTopic('$topic'))],
  ],
  ['By trace id', [lines('Lines of one request', 'Through every service that worked on it.', byTrace('$trace'))]],
];

/** The saved queries as panels: by service, by topic, by trace id, errors. */
export function logsDashboard(): Dashboard {
  const builder = new DashboardBuilder('Millrace: Logs')
    .uid('millrace-logs')
    .description('What services, brokers and operators wrote: by service, by topic, by trace id, and errors.')
    .tags(['millrace'])
    .readonly()
    .time({ from: 'now-1h', to: 'now' });
  for (const variable of [service, text, topic, trace]) builder.withVariable(variable);
  for (const [title, panels] of rows) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  return { name: 'logs', model: builder.build() };
}
