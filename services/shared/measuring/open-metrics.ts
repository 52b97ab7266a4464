import { Registry, type Metric, type OpenMetricsContentType } from 'prom-client';

const OPEN_METRICS = 'application/openmetrics-text';

/** The weight a client gives to a media type; 0 when it does not name it. */
function weightOf(accept: string, mediaType: string): number {
  const weights = accept.split(',').flatMap((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (name !== mediaType) return [];
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return [weight === undefined ? 1 : Number(weight.slice(2)) || 0];
  });
  return Math.max(0, ...weights);
}

/** Whether a client would rather have OpenMetrics, which alone has exemplars: Prometheus says so, a browser does not. */
export function prefersOpenMetrics(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const weight = weightOf(accept, OPEN_METRICS);
  return weight > 0 && weight >= weightOf(accept, 'text/plain');
}

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The same metrics in the format that is asked for. prom-client's registry renames its counters for good when it writes
 * OpenMetrics: it is given stand-ins that inherit from them.
 */
export async function metricsPage(registry: Registry, accept: string | undefined): Promise<MetricsPage> {
  if (!prefersOpenMetrics(accept)) return { contentType: registry.contentType, text: await registry.metrics() };
  const open = new Registry<OpenMetricsContentType>();
  open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const metric of registry.getMetricsAsArray()) open.registerMetric(Object.create(metric) as Metric);
  return { contentType: open.contentType, text: await open.metrics() };
}
