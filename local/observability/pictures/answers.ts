import { z } from 'zod';
import { ask } from '../../platform/http';
import { PrometheusApi, PrometheusQueryError } from '../prometheus-api';
import { legendText } from './legend-text';
import type { AskingPanel } from './panels';
import type { TimeSpan } from './time-span';
import { withVariables } from './variables';

/** One line of an answer; a figure's has one point. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** Time in seconds since 1970, and the value. */
export type Point = readonly [at: number, value: number];

/** Whom to ask, and about when. */
export interface Question {
  readonly url: string;
  readonly span: TimeSpan;
  /** Seconds between two scrapes. */
  readonly scrape: number;
}

const matrix = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});

async function range(expression: string, legend: string, { url, span }: Question): Promise<Series[]> {
  const { from, to, step } = span;
  const query = new URLSearchParams({ query: expression, start: `${from}`, end: `${to}`, step: `${step}` });
  const { status, text, json } = await ask(`${url}/api/v1/query_range?${query.toString()}`);
  const parsed = matrix.safeParse(json);
  if (status !== 200 || !parsed.success) {
    throw new PrometheusQueryError(`${url} answered ${status} to '${expression}': ${text.slice(0, 300)}`);
  }
  return parsed.data.data.result.map(({ metric, values }) => ({
    name: legendText(legend, metric),
    points: values.map(([at, value]) => [at, Number(value)] as const),
  }));
}

async function instant(expression: string, legend: string, { url, span }: Question): Promise<Series[]> {
  const samples = await new PrometheusApi(url).query(expression);
  return samples.map(({ labels, value }) => ({ name: legendText(legend, labels), points: [[span.to, value]] }));
}

/** What Prometheus says to the panel's own expression. */
export function answerTo(panel: AskingPanel, question: Question): Promise<Series[]> {
  const [{ expr, legendFormat }] = panel.targets;
  const expression = withVariables(expr, question.span, question.scrape);
  return (panel.type === 'stat' ? instant : range)(expression, legendFormat, question);
}
