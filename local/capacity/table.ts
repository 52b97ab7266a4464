import { groupsOf } from '../../model/capacity/traffic';
import { priced } from '../../model/prices';
import { renderTable } from '../platform/table';
import { amount, dollars, limitTitles, percent, rate, summaryOf, time, titleOf, verdictOf, type Shown } from './words';

function topicTable({ environment: { topics, services }, times }: Shown): string {
  const rows = topics.map(({ name, writeRate, partitions, replicationFactor, maxRecordSize }) => [
    name,
    rate(writeRate.toBytesPerSecond() * times),
    String(partitions),
    String(replicationFactor),
    String(groupsOf(name, services)),
    maxRecordSize.toString(),
  ]);
  return renderTable(['topic', 'written', 'partitions', 'copies', 'groups', 'largest record'], rows);
}

function limitTable({ plan: { limits } }: Shown): string {
  const rows = limits['all-up'].map((up, index) => {
    const lost = limits['zone-lost'][index] ?? up;
    const flag = lost.utilisation > lost.allowed || up.utilisation > up.allowed ? 'TOO MUCH' : '';
    return [
      limitTitles[up.name],
      amount(up.unit, up.limit),
      `${amount(up.unit, up.used)} (${percent(up.utilisation)})`,
      `${amount(lost.unit, lost.used)} (${percent(lost.utilisation)})`,
      percent(up.allowed),
      flag,
    ];
  });
  return renderTable(['of the busiest broker', 'it has', 'all up', 'one zone lost', 'planned', ''], rows);
}

function resilience({ plan: { pageCache, catchUp } }: Shown): string {
  const behind = `A consumer up to ${time(pageCache.seconds)} behind reads from memory (${amount('bytes', pageCache.bytes)} of page cache).`;
  const { rate: speed, secondsPerHourLost, limitedBy } = catchUp;
  const back = Number.isFinite(secondsPerHourLost)
    ? `A zone that comes back fetches ${rate(speed)} a broker, held up by ${limitedBy}: ${time(secondsPerHourLost)} for each hour it was away.`
    : `A zone that comes back never catches up: ${limitedBy} has nothing left.`;
  return `${behind}\n${back}\n`;
}

function costTable({ cost }: Shown): string {
  const rows = cost.lines
    .filter(({ perMonth }) => perMonth > 0)
    .map(({ what, detail, perMonth }) => [what, detail, dollars(perMonth)]);
  return renderTable(['a month', 'how', 'USD'], [...rows, ['Total', '', dollars(cost.total)]]);
}

function managedTable({ environment, cost: { kafka, msk } }: Shown): string {
  const { nodes, own } = { nodes: environment.kafka.brokers.length, own: 'its nodes, disks, volumes, traffic' };
  const rows =
    msk === undefined
      ? [['Amazon MSK', 'no size up to m7g.4xlarge carries it with as many brokers', '']]
      : [
          [
            'Amazon MSK',
            `${msk.brokers} x kafka.m7g.${msk.size} ${dollars(msk.brokersPerMonth)}, storage ${dollars(msk.storagePerMonth)}, traffic ${dollars(msk.trafficPerMonth)}`,
            dollars(msk.total),
          ],
        ];
  return renderTable(
    ['the Kafka part alone', 'how', 'USD'],
    [['Here', `${nodes} brokers: ${own}`, dollars(kafka)], ...rows],
  );
}

function pricesNote({ environment: { platform }, cost }: Shown): string {
  const elsewhere =
    platform.region === priced.region
      ? ''
      : ` It stands in ${platform.region}, which costs something else: not known here.`;
  return [
    `Without follower fetching consumers would cost ${dollars(cost.savedByFollowerFetching)} more.`,
    `Prices of ${priced.on}, ${priced.region}, on demand, ${priced.currency}.${elsewhere}`,
    '',
  ].join('\n');
}

/** All of it for a terminal, without colours and without spaces at the ends of lines. */
export function renderPlan(shown: Shown): string {
  const parts = [
    `${titleOf(shown)}: ${summaryOf(shown)}\n`,
    topicTable(shown),
    limitTable(shown),
    `${verdictOf(shown)}\n${resilience(shown)}`,
    costTable(shown),
    managedTable(shown),
    pricesNote(shown),
  ];
  return parts.join('\n').replace(/ +$/gm, '');
}
