import { z } from 'zod';
import type { Dashboard } from '../../../modules/monitoring/dashboards';

const place = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const row = z.object({ type: z.literal('row'), title: z.string(), gridPos: place });
const defaults = z.object({
  unit: z.string(),
  noValue: z.string(),
  thresholds: z.object({ steps: z.array(z.object({ value: z.number().nullable(), color: z.string() })) }),
});
const common = { title: z.string(), gridPos: place };
const targets = z.tuple([z.object({ expr: z.string(), legendFormat: z.string() })]);
const stat = z.object({
  ...common,
  type: z.literal('stat'),
  targets,
  options: z.object({ colorMode: z.enum(['none', 'background']) }),
  fieldConfig: z.object({
    defaults: defaults.extend({
      mappings: z.array(
        z.object({ options: z.object({ match: z.literal('nan'), result: z.object({ text: z.string() }) }) }),
      ),
    }),
  }),
});
const timeseries = z.object({
  ...common,
  type: z.literal('timeseries'),
  targets,
  fieldConfig: z.object({
    defaults: defaults.extend({
      custom: z.object({
        thresholdsStyle: z.object({ mode: z.enum(['off', 'dashed']) }),
        lineInterpolation: z.enum(['linear', 'stepAfter']),
      }),
    }),
  }),
});
const model = z.object({
  title: z.string(),
  description: z.string(),
  panels: z.array(z.discriminatedUnion('type', [row, stat, timeseries])),
});

export type GridPlace = z.infer<typeof place>;
export type Heading = z.infer<typeof row>;
export type StatPanel = z.infer<typeof stat>;
export type TimeseriesPanel = z.infer<typeof timeseries>;
/** What asks Prometheus. */
export type AskingPanel = StatPanel | TimeseriesPanel;
export type Threshold = StatPanel['fieldConfig']['defaults']['thresholds']['steps'][number];

/** What a picture needs of a dashboard, from the text that Grafana is given; anything it cannot draw is refused. */
export const readDashboard = (dashboard: Dashboard): z.infer<typeof model> =>
  model.parse(JSON.parse(JSON.stringify(dashboard.model)));
