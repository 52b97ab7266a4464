import type { Platform } from './environment';
import type { KafkaDraft, ServiceDraft } from './draft';
import { pathTo } from './violation';

/** A port that an environment opens, and which member of the spec says so. */
export interface UsedPort {
  readonly port: number;
  /** What listens there, for a person: `broker 1`, `consumer`. */
  readonly listener: string;
  readonly path: string;
}

function servicePorts(services: readonly Pick<ServiceDraft, 'name' | 'port'>[]): UsedPort[] {
  return services.map(({ name, port }) => ({ port, listener: name, path: pathTo('services', name, 'port') }));
}

function inARow(first: number, brokers: number, listener: string, path: string): UsedPort[] {
  return Array.from({ length: brokers }, (_, index) => ({
    port: first + index,
    listener: `${listener} ${index + 1}`,
    path,
  }));
}

function platformPorts(platform: Platform, brokers: number): UsedPort[] {
  if (platform.kind === 'embedded') {
    return [
      ...inARow(platform.brokerPort, brokers, 'broker', 'platform.brokerPort'),
      ...inARow(platform.controllerPort, brokers, 'controller', 'platform.controllerPort'),
    ];
  }
  if (platform.kind !== 'compose') return [];
  const { kafkaUiPort, restPort, prometheusPort, grafanaPort } = platform;
  return [
    ...inARow(platform.brokerPort, brokers, 'broker', 'platform.brokerPort'),
    { port: kafkaUiPort, listener: 'Kafka UI', path: 'platform.kafkaUiPort' },
    { port: restPort, listener: 'REST access', path: 'platform.restPort' },
    { port: prometheusPort, listener: 'Prometheus', path: 'platform.prometheusPort' },
    { port: grafanaPort, listener: 'Grafana', path: 'platform.grafanaPort' },
  ];
}

/** Every port that the environment opens on one machine: a laptop's; a cluster's pods have addresses of their own. */
export function portsOf(
  platform: Platform,
  kafka: Pick<KafkaDraft, 'brokers'>,
  services: readonly Pick<ServiceDraft, 'name' | 'port'>[],
): UsedPort[] {
  return [...platformPorts(platform, kafka.brokers), ...servicePorts(services)];
}
