/** One small dashboard of the services, to see the platform move. */

interface Signal {
  readonly title: string;
  readonly unit: string;
  readonly expression: string;
  readonly legend: string;
}

const signals: readonly Signal[] = [
  {
    title: 'Events produced',
    unit: 'ops',
    expression: 'sum by (topic, event_type) (rate(events_produced_total[$__rate_interval]))',
    legend: '{{topic}} {{event_type}}',
  },
  {
    title: 'Events consumed',
    unit: 'ops',
    expression: 'sum by (topic, status) (rate(events_consumed_total[$__rate_interval]))',
    legend: '{{topic}} {{status}}',
  },
  {
    title: 'Time to acknowledgement, 99th percentile',
    unit: 's',
    expression:
      'histogram_quantile(0.99, sum by (le, topic) (rate(event_production_duration_seconds_bucket[$__rate_interval])))',
    legend: '{{topic}}',
  },
  {
    title: 'Time to process, 99th percentile',
    unit: 's',
    expression:
      'histogram_quantile(0.99, sum by (le, event_type) (rate(event_processing_duration_seconds_bucket[$__rate_interval])))',
    legend: '{{event_type}}',
  },
  {
    title: 'Consumer lag',
    unit: 'short',
    expression: 'sum by (topic, partition) (consumer_lag)',
    legend: '{{topic}} {{partition}}',
  },
  { title: 'Services up', unit: 'bool_on_off', expression: 'up{job="services"}', legend: '{{service}}' },
];

const datasource = { type: 'prometheus', uid: 'prometheus' };
const panelSize = { w: 12, h: 8 };

const panel = ({ title, unit, expression, legend }: Signal, index: number): object => ({
  id: index + 1,
  type: 'timeseries',
  title,
  datasource,
  gridPos: { ...panelSize, x: (index % 2) * panelSize.w, y: Math.floor(index / 2) * panelSize.h },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  targets: [{ refId: 'A', datasource, expr: expression, legendFormat: legend }],
});

export const servicesDashboard: object = {
  uid: 'millrace-services',
  title: 'Millrace services',
  schemaVersion: 41,
  refresh: '5s',
  time: { from: 'now-15m', to: 'now' },
  timezone: 'browser',
  panels: signals.map(panel),
};
