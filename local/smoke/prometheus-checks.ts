import { waitUntil } from '../kafka/wait-until';
import { PrometheusApi, type Alert, type Target } from '../observability/prometheus-api';
import { recordedPrometheus } from '../observability/prometheus-process';
import { isOk } from '../platform/http';
import type { PrometheusLaunch } from '../platform/prometheus';
import type { Check, Warned } from './check';

/** Each target is scraped, and each rule looked at, every five seconds; a scrape may take as long. */
const NEWS_LIMIT_MS = 15_000;

/** It fires as long as rules are looked at. */
const WATCHDOG = 'PlatformWatchdog';

/** Asked where a Prometheus was brought up and not stopped since, also when it has died; none are where none was. */
export async function prometheusChecks(
  { dir, url, targets, logFile }: PrometheusLaunch,
  newsLimitMs = NEWS_LIMIT_MS,
): Promise<Check[]> {
  const begun = Date.now();
  const recorded = await recordedPrometheus(dir);
  if (recorded === undefined) return [];
  const api = new PrometheusApi(url);
  const part = 'prometheus';
  const isReady = async (): Promise<string> => {
    // Somebody else's may answer at its address.
    if (!recorded.alive) throw new Error(`it has ended; its log is ${logFile}`);
    if (await isOk(`${url}/-/ready`)) return `${url} answers 200`;
    throw new Error(`${url}/-/ready does not answer 200`);
  };
  return [
    { part, question: 'is ready', run: isReady },
    { part, question: 'scrapes every target', run: () => everyTargetUp(api, targets, { begun, newsLimitMs }) },
    { part, question: 'knows of no page', run: () => nothingPages(api, newsLimitMs) },
  ];
}

/** As seen since `begun`: an older scrape may not know yet what has died, or has come. */
async function everyTargetUp(
  api: PrometheusApi,
  expected: number,
  { begun, newsLimitMs }: { readonly begun: number; readonly newsLimitMs: number },
): Promise<string> {
  const scraped = await waitUntil(
    `${api.url} to scrape every target anew`,
    async (): Promise<readonly Target[] | undefined> => {
      const targets = await api.targets();
      return targets.every(({ lastScrape }) => Date.parse(lastScrape) >= begun) ? targets : undefined;
    },
    { timeoutMs: newsLimitMs },
  );
  const silent = scraped.filter(({ health }) => health !== 'up');
  if (silent.length === 0 && scraped.length === expected) return `${scraped.length} targets up`;
  if (silent.length === 0) throw new Error(`it has ${scraped.length} targets, ${expected} are expected`);
  const named = silent.map(({ scrapeUrl, lastError }) => `${scrapeUrl} (${lastError})`).join(', ');
  throw new Error(`${silent.length} of ${scraped.length} targets are not up: ${named}`);
}

const ofSeverity = (alerts: readonly Alert[], severity: string): string =>
  [
    ...new Set(
      alerts
        .filter(({ labels }) => labels['severity'] === severity)
        .map(({ labels, annotations }) => `${labels['alertname']}: ${annotations['summary']}`),
    ),
  ].join('; ');

/** An alert that pages is a platform that does not work, unless it ends as soon as rules are looked at anew; a ticket is told. */
async function nothingPages(api: PrometheusApi, newsLimitMs: number): Promise<string | Warned> {
  const settled = Date.now() + newsLimitMs;
  const firing = await waitUntil(
    `${WATCHDOG} to fire at ${api.url}/alerts, as it always does`,
    async () => {
      const alerts = (await api.alerts()).filter(({ state }) => state === 'firing');
      const isWatched = alerts.some(({ labels }) => labels['alertname'] === WATCHDOG);
      const mayEnd = ofSeverity(alerts, 'critical') !== '' && Date.now() < settled;
      return isWatched && !mayEnd ? alerts : undefined;
    },
    { timeoutMs: 2 * newsLimitMs },
  );
  const pages = ofSeverity(firing, 'critical');
  if (pages !== '') throw new Error(pages);
  const warnings = ofSeverity(firing, 'warning');
  return warnings === '' ? 'no alert fires but the watchdog' : { warning: `for a working day: ${warnings}` };
}
