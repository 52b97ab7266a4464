import type { Environment } from '../../model/environment';
import { PlatformError } from './platform-error';

export interface ServiceAddress {
  readonly name: string;
  readonly port: number;
  readonly url: string;
}

/** Where a platform on this machine is reached. */
export interface Addresses {
  readonly brokerPorts: readonly number[];
  /** Embedded brokers only. */
  readonly controllerPorts: readonly number[];
  readonly bootstrapServers: readonly string[];
  readonly services: readonly ServiceAddress[];
}

/** The largest shift that keeps every port of the environment valid. */
function requireValidOffset(offset: number, ports: readonly number[]): void {
  const room = 65_535 - Math.max(...ports);
  if (Number.isInteger(offset) && offset >= 0 && offset <= room) return;
  throw new PlatformError(
    'PLATFORM_PORT_OFFSET',
    `PORT_OFFSET is ${offset}; it is added to every port and must be a whole number from 0 to ${room}.`,
  );
}

/** @param offset is added to every port, so that a second platform fits beside the first. */
export function addressesOf(environment: Environment, offset = 0): Addresses {
  const { platform, kafka, services } = environment;
  if (platform.kind !== 'embedded' && platform.kind !== 'compose') {
    throw new PlatformError(
      'PLATFORM_NOT_LOCAL',
      `${environment.name} is a platform of kind '${platform.kind}'; this command runs those on this machine: 'embedded' or 'compose'.`,
    );
  }
  const controllerPort = platform.kind === 'embedded' ? platform.controllerPort : undefined;
  const brokerPorts = kafka.brokers.map((_, index) => platform.brokerPort + index + offset);
  const controllerPorts =
    controllerPort === undefined ? [] : kafka.brokers.map((_, index) => controllerPort + index + offset);
  const addresses = services.map(({ name, port }) => ({
    name,
    port: port + offset,
    url: `http://127.0.0.1:${port + offset}`,
  }));
  requireValidOffset(
    offset,
    [...brokerPorts, ...controllerPorts, ...addresses.map(({ port }) => port)].map((port) => port - offset),
  );
  return {
    brokerPorts,
    controllerPorts,
    bootstrapServers: brokerPorts.map((port) => `127.0.0.1:${port}`),
    services: addresses,
  };
}

export function serviceAddress(addresses: Addresses, name: string): ServiceAddress {
  const found = addresses.services.find((service) => service.name === name);
  if (found !== undefined) return found;
  const known = addresses.services.map((service) => service.name).join(', ');
  throw new PlatformError('PLATFORM_UNKNOWN_SERVICE', `there is no service '${name}'; there are: ${known}.`);
}
