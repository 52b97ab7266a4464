import { encodeRuntimeConfig } from '../../contracts/runtime-config';
import { isServiceName } from '../../contracts/services';
import type { Environment, Service } from '../../model/environment';
import { runtimeConfig } from '../../model/runtime-config';
import { containerImages, platformVersion } from '../../model/versions';
import { bootstrapServers, type BrokerSet } from './brokers';
import { all, check, confined, literals, onLoopback, type Container, type HealthCheck } from './document';
import { loggingAddresses, loggingOf } from './logging';

/** Time after its own drain until it is killed. */
const KILL_AFTER_DRAIN_SECONDS = 10;

/**
 * Where traces go: with the profile of logs to its collector, else nowhere, which empty means. `COMPOSE_PROFILES` is Compose's
 * own variable, so that one word turns both on; `--profile` on the command line is in no variable.
 */
const otlpEndpoint = `\${OTLP_ENDPOINT-\${COMPOSE_PROFILES:+${loggingAddresses.otlp}}}`;

function variables(environment: Environment, set: BrokerSet, service: Service): Record<string, string> {
  if (!isServiceName(service.name)) throw new Error(`there is no service '${service.name}' to put in a container`);
  return encodeRuntimeConfig(
    runtimeConfig(environment, service.name, {
      bootstrapServers: bootstrapServers(set),
      instance: `${service.name}-0`,
      security: { protocol: 'PLAINTEXT' },
      host: '0.0.0.0',
    }),
  );
}

function ready(port: number): HealthCheck {
  const script = `fetch('http://127.0.0.1:${port}/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return check(['CMD', 'node', '-e', script], { every: 10, startsWithin: 30 });
}

/** @param topics the one-shot container that must have ended well before */
export function serviceContainer(
  environment: Environment,
  set: BrokerSet,
  service: Service,
  topics: string,
): Container {
  const { name, port, replicas, resources, drainTimeout } = service;
  if (replicas !== 1) {
    throw new Error(
      `${environment.name}: ${name} has ${replicas} replicas; with compose one container holds port ${port}`,
    );
  }
  return {
    image: `millrace/${name}:${platformVersion}`,
    // Never from a registry: somebody else may own the name there.
    pull_policy: 'build',
    build: {
      context: '.',
      args: {
        SERVICE: name,
        VERSION: platformVersion,
        BASE_IMAGE: `\${BASE_IMAGE:-${containerImages.node}}`,
        BUILD_IMAGE: `\${BUILD_IMAGE:-${containerImages.node}}`,
      },
    },
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint, ...literals(variables(environment, set, service)) },
    ports: [onLoopback(port, port)],
    depends_on: all([topics], 'service_completed_successfully'),
    healthcheck: ready(port),
    restart: 'unless-stopped',
    stop_grace_period: `${Math.ceil(drainTimeout.toMilliseconds() / 1000) + KILL_AFTER_DRAIN_SECONDS}s`,
    mem_limit: `${resources.memory.toMebibytes()}m`,
    read_only: true,
    // Of the service, whichever container it runs in: there is one of it at a time.
    logging: loggingOf(name),
    ...confined,
  };
}
