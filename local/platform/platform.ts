import { join } from 'node:path';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import { encodeRuntimeConfig } from '../../contracts/runtime-config';
import { isServiceName } from '../../contracts/services';
import type { Environment, Service } from '../../model/environment';
import { runtimeConfig } from '../../model/runtime-config';
import type { EmbeddedClusterOptions } from '../kafka/embedded-cluster';
import { addressesOf, serviceAddress, type Addresses } from './addresses';
import { layoutOf, type Layout } from './layout';
import { PlatformError } from './platform-error';
import type { ServiceLaunch } from './service-process';

export interface PlatformOptions {
  readonly environment: Environment;
  readonly stateDir: string;
  readonly programDir: string;
  /** Of the caller, for Java and the cache. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly portOffset: number;
}

/** An embedded platform on this machine, running or not: what each command needs to know of it. */
export interface Platform {
  readonly environment: Environment;
  readonly addresses: Addresses;
  readonly layout: Layout;
  readonly cluster: EmbeddedClusterOptions;
  readonly services: readonly ServiceLaunch[];
}

export function describePlatform(options: PlatformOptions): Platform {
  const { environment } = options;
  const addresses = addressesOf(environment, options.portOffset);
  const layout = layoutOf(options.stateDir, environment.name, options.portOffset);
  return {
    environment,
    addresses,
    layout,
    cluster: {
      dir: layout.kafka,
      env: options.env,
      brokers: environment.kafka.brokers.length,
      racks: environment.kafka.brokers.map(({ rack }) => rack),
      ports: addresses.brokerPorts,
      controllerPorts: addresses.controllerPorts,
      config: environment.kafka.config,
      heap: `${environment.kafka.heap.toMebibytes()}m`,
      detached: true,
    },
    services: environment.services.map((service) => launchOf(service, options, addresses, layout)),
  };
}

function launchOf(service: Service, options: PlatformOptions, addresses: Addresses, layout: Layout): ServiceLaunch {
  const { name } = service;
  const { port } = serviceAddress(addresses, name);
  return {
    name,
    port,
    program: join(options.programDir, `${name}.js`),
    variables: encodeRuntimeConfig(configOf(service, options.environment, addresses, port)),
    logFile: join(layout.serviceLogs, `${name}.log`),
    recordFile: join(layout.serviceRecords, `${name}.json`),
    drainMs: service.drainTimeout.toMilliseconds(),
  };
}

function configOf(service: Service, environment: Environment, addresses: Addresses, port: number): RuntimeConfig {
  if (!isServiceName(service.name))
    throw new PlatformError('PLATFORM_UNKNOWN_SERVICE', `there is no service '${service.name}'`);
  const config = runtimeConfig(environment, service.name, {
    bootstrapServers: addresses.bootstrapServers,
    instance: `${service.name}-0`,
    security: { protocol: 'PLAINTEXT' },
    host: '127.0.0.1',
  });
  return { ...config, http: { ...config.http, port } };
}
