import { z } from 'zod';
import { ask } from '../platform/http';

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]).transform(([, value]) => Number(value));
const queried = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: point })) }),
  z.object({ resultType: z.literal('scalar'), result: point }),
]);
const metadata = z.record(z.string(), z.array(z.object({ type: z.string() })));
const alerts = z.object({
  alerts: z.array(z.object({ labels, state: z.enum(['pending', 'firing']), annotations: labels })),
});
const targets = z.object({
  activeTargets: z.array(
    z.object({ scrapeUrl: z.string(), health: z.string(), lastError: z.string(), lastScrape: z.string() }),
  ),
});

/** One series of an answer. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Alert = z.infer<typeof alerts>['alerts'][number];
export type Target = z.infer<typeof targets>['activeTargets'][number];

/** Prometheus did not answer what it was asked. */
export class PrometheusQueryError extends Error {
  override readonly name = 'PrometheusQueryError';
  readonly code = 'PROMETHEUS_QUERY_FAILED';
}

/** What a Prometheus can be asked. */
export class PrometheusApi {
  /** @param url without a path */
  constructor(readonly url: string) {}

  /** An expression, now. */
  async query(expression: string): Promise<readonly Sample[]> {
    const answer = await this.get(`query?${new URLSearchParams({ query: expression }).toString()}`, queried);
    if (answer.resultType === 'scalar') return [{ labels: {}, value: answer.result }];
    return answer.result.map(({ metric, value }) => ({ labels: metric, value }));
  }

  /** Labels of every series that a selector has had in the last minutes, `__name__` among them. */
  async series(selector: string): Promise<readonly Sample['labels'][]> {
    return this.get(`series?${new URLSearchParams({ 'match[]': selector }).toString()}`, z.array(labels));
  }

  /** The type of each family, as its exporter says; in OpenMetrics a counter's family has no `_total`. */
  async types(): Promise<ReadonlyMap<string, readonly string[]>> {
    const families = Object.entries(await this.get('metadata', metadata));
    return new Map(families.map(([family, said]) => [family, said.map(({ type }) => type)]));
  }

  /** Alerts that are pending or firing. */
  async alerts(): Promise<readonly Alert[]> {
    return (await this.get('alerts', alerts)).alerts;
  }

  /** What is scraped, and how that went. */
  async targets(): Promise<readonly Target[]> {
    return (await this.get('targets?state=active', targets)).activeTargets;
  }

  private async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const { status, text, json } = await ask(`${this.url}/api/v1/${path}`);
    const parsed = z.object({ data: schema }).safeParse(json);
    if (status === 200 && parsed.success) return parsed.data.data;
    throw new PrometheusQueryError(
      `${this.url}/api/v1/${decodeURIComponent(path)} answered ${status}: ${text.slice(0, 300)}`,
    );
  }
}
