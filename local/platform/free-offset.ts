import type { Environment } from '../../model/environment';
import { isPortFree } from '../kafka/ports';
import { addressesOf } from './addresses';
import { PlatformError } from './platform-error';

const STEP = 97; // prime: a shift does not land on another default port again and again
const TRIES = 100;

/** A port offset with every port of the environment free now, for a second platform beside a running one. */
export async function freePortOffset(environment: Environment): Promise<number> {
  for (let offset = STEP; offset <= STEP * TRIES; offset += STEP) {
    const { brokerPorts, controllerPorts, services } = addressesOf(environment, offset);
    const ports = [...brokerPorts, ...controllerPorts, ...services.map(({ port }) => port)];
    const free = await Promise.all(ports.map(isPortFree));
    if (free.every(Boolean)) return offset;
  }
  throw new PlatformError(
    'PLATFORM_PORT_OFFSET',
    `found no shift up to ${STEP * TRIES} with every port free; stop what holds them.`,
  );
}
