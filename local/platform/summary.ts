import { colors } from './colors';
import { serviceAddress, type Addresses } from './addresses';

/**
 * What to do next, with the addresses.
 * @param prometheus where it answers, when there is one
 */
export function summary(addresses: Addresses, total: string, prometheus?: string): string {
  const rows = [
    ['brokers', addresses.bootstrapServers.join(',')],
    ...addresses.services.map(({ name, url }) => [name, url]),
    ...(prometheus === undefined
      ? []
      : [
          ['prometheus', prometheus],
          ['alerts', `${prometheus}/alerts`],
        ]),
  ];
  const width = Math.max(...rows.map(([name]) => (name ?? '').length));
  const producer = serviceAddress(addresses, 'producer').url;
  return [
    '',
    ...rows.map(([name, address]) => `  ${(name ?? '').padEnd(width)}  ${colors.cyan(address ?? '')}`),
    '',
    `  Up in ${total}. Send an event:  curl -X POST ${producer}/events`,
    '  make status, make logs, make smoke show it; make down stops it and keeps its data.',
    '',
    '',
  ].join('\n');
}
