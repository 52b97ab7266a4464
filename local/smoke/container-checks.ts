import type { PlatformSpec } from '../../model/spec';
import type { Addresses } from '../platform/addresses';
import { ask } from '../platform/http';
import type { Check } from './check';
import { telemetryChecks } from './telemetry-checks';

/** What only the compose platform has beside the brokers and the services. */
export function containerChecks(platform: PlatformSpec, addresses: Addresses): Check[] {
  if (platform.kind !== 'compose') return [];
  const { kafkaUiPort, restPort, prometheusPort, grafanaPort } = platform;
  return [
    answers('kafka ui', 'answers', `http://127.0.0.1:${kafkaUiPort}/actuator/health`),
    answers('rest access', 'lists topics', `http://127.0.0.1:${restPort}/topics`),
    { part: 'prometheus', question: 'scrapes every service', run: () => everyTargetUp(prometheusPort) },
    answers('grafana', 'has its database', `http://127.0.0.1:${grafanaPort}/api/health`),
    ...telemetryChecks(addresses),
  ];
}

function answers(part: string, question: string, url: string): Check {
  return {
    part,
    question,
    run: async () => {
      const { status, text } = await ask(url, { limitMs: 5_000 });
      if (status === 200) return `${url} answers 200`;
      throw new Error(`${url} answers ${status}: ${text.slice(0, 120)}`);
    },
  };
}

interface Targets {
  readonly data?: {
    readonly activeTargets?: readonly {
      readonly health: string;
      readonly scrapeUrl: string;
      readonly lastError: string;
    }[];
  };
}

async function everyTargetUp(port: number): Promise<string> {
  const { json, status } = await ask(`http://127.0.0.1:${port}/api/v1/targets?state=active`, { limitMs: 5_000 });
  const targets = (json as Targets | undefined)?.data?.activeTargets ?? [];
  const down = targets.filter(({ health }) => health !== 'up');
  if (status === 200 && targets.length > 0 && down.length === 0) return `${targets.length} targets up`;
  const named = down.map(({ scrapeUrl, lastError }) => `${scrapeUrl} (${lastError})`).join(', ');
  throw new Error(`status ${status}, ${targets.length} targets, not up: ${named || 'none known'}`);
}
