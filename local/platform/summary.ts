import { colors } from './colors';
import { serviceAddress, type Addresses } from './addresses';

/** What to do next, with the addresses. */
export function summary(addresses: Addresses, total: string): string {
  const rows = [
    ['brokers', addresses.bootstrapServers.join(',')],
    ...addresses.services.map(({ name, url }) => [name, url]),
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
