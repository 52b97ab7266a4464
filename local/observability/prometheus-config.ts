import type { Duration } from '../../model/units';
import type { ScrapeJob } from './scrape-jobs';

export interface PrometheusConfig {
  /** Where Prometheus itself listens: it is scraped, too. */
  readonly own: string;
  readonly jobs: readonly ScrapeJob[];
  readonly interval: Duration;
  /** Files with rules. @default - none */
  readonly ruleFiles?: readonly string[];
  /** `host:port` of Alertmanagers. @default - none: alerts fire in Prometheus only */
  readonly alertmanagers?: readonly string[];
}

const seconds = (interval: Duration): string => `${interval.toSeconds()}s`;

/** Prometheus' configuration file, as an object. */
export function prometheusConfig(config: PrometheusConfig): object {
  const { own, jobs, interval, ruleFiles = [], alertmanagers = [] } = config;
  const all: readonly ScrapeJob[] = [
    ...jobs,
    { name: 'prometheus', targets: [{ address: own, labels: { pod: 'prometheus' } }] },
  ];
  return {
    global: { scrape_interval: seconds(interval), evaluation_interval: seconds(interval) },
    scrape_configs: all.map(({ name, targets }) => ({
      job_name: name,
      static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
    })),
    ...(ruleFiles.length === 0 ? {} : { rule_files: ruleFiles }),
    ...(alertmanagers.length === 0
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] } }),
  };
}
