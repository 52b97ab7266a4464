import type { Platform } from '../environment';
import { isLaptop } from '../placement';
import { portsOf, type UsedPort } from '../ports';
import { describe, pathTo } from '../violation';
import { outside, wholeNumber } from './range';
import { relationRule, valueRule, type Finding } from './rule';

const highest = 65_535;
const port = wholeNumber(1, highest);

function platformPortMembers(platform: Platform): Finding[] {
  return Object.entries(platform).flatMap(([member, value]) =>
    member.endsWith('Port') ? outside(pathTo('platform', member), value as number, port) : [],
  );
}

export const portsAreValid = valueRule({
  code: 'PORT_INVALID',
  title: 'a port is one that TCP has',
  allowed: port.allowed,
  fix: 'choose a port from 1024 up, which needs no privilege',
  needs: ['platform'],
  check: ({ platform }) => platformPortMembers(platform),
});

export const servicePortsAreValid = valueRule({
  code: 'SERVICE_PORT_INVALID',
  title: "a service's port is one that TCP has",
  allowed: port.allowed,
  fix: "leave it out for the contract's",
  needs: ['services'],
  check: ({ services }) =>
    services.flatMap((service) => outside(pathTo('services', service.name, 'port'), service.port, port)),
});

export const everyBrokerHasAPort = relationRule({
  code: 'PORT_RANGE_EXCEEDED',
  title: 'the first broker listens on the first port and each further one on the next, which must be a port too',
  allowed: `up to ${highest} less the brokers after the first`,
  fix: 'choose a lower first port',
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) => {
    const beyond = portsOf(platform, kafka, services).filter((used) => used.port > highest);
    const members = [...new Map(beyond.map((used) => [used.path, used])).values()];
    const allowed = `1 to ${highest - kafka.brokers + 1}`;
    return members.map(({ path, listener, port: got }) => ({ path, got: `port ${got} for ${listener}`, allowed }));
  },
});

/** Listeners by port, those that are alone left out. */
function shared(ports: readonly UsedPort[]): (readonly [UsedPort, UsedPort, ...UsedPort[]])[] {
  const byPort = new Map<number, UsedPort[]>();
  for (const used of ports) byPort.set(used.port, [...(byPort.get(used.port) ?? []), used]);
  return [...byPort.values()].flatMap(([first, second, ...others]) =>
    first === undefined || second === undefined ? [] : [[first, second, ...others] as const],
  );
}

export const portsAreUnique = relationRule({
  code: 'PORTS_COLLIDE',
  title: 'on a laptop every listener has a port of its own',
  allowed: 'ports that differ; each further broker takes the next port',
  fix: 'move one of them',
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) =>
    isLaptop(platform)
      ? shared(portsOf(platform, kafka, services)).map((users) => {
          const last = users.at(-1) ?? users[0];
          return {
            path: last.path,
            got: `${describe(last.port)} for ${users.map(({ listener }) => listener).join(' and ')}`,
          };
        })
      : [],
});

export const portRules = [portsAreValid, servicePortsAreValid, everyBrokerHasAPort, portsAreUnique];
