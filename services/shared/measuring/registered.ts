import type { Metric, Registry } from 'prom-client';

/** A figure as a registry of prom-client writes it. */
export interface Figure {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** @default - the metric's */
  readonly metricName?: string;
  /** Written in the OpenMetrics format alone. */
  readonly exemplar?: Exemplar | undefined;
}

export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/** What a registry asks of a metric. */
export interface RegisteredMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'histogram';
  readonly aggregator: 'sum';
  get(): Promise<{
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly aggregator: string;
    readonly values: readonly Figure[];
  }>;
}

/** prom-client's registry takes whatever answers `get()`; its types name its own metrics only. */
export function register(registry: Registry, metric: RegisteredMetric): void {
  registry.registerMetric(metric as unknown as Metric);
}
