import type { EnvironmentOn } from '../environment';
import { alertmanagerVolume, controllerVolume, metricsVolume, rootDisk } from '../disks';
import { logRetentionDays } from '../log-retention';
import { loadBalancersOf } from '../load-balancers';
import { hoursPerMonth, instancePrice, prices } from '../prices';
import type { Size } from '../units';
import { interfaceEndpoints } from '../vpc-endpoints';
import { gp3 } from './hardware';

/** One line of a month's bill, in US dollars. */
export interface BillLine {
  readonly what: string;
  /** How it comes about: `3 x r7g.large, 730 h at 0.1071`. */
  readonly detail: string;
  readonly perMonth: number;
  /** `kafka` is what a managed Kafka would replace; `traffic` is between zones. */
  readonly part: 'kafka' | 'traffic' | 'platform';
}

/** What no environment says, reckoned with all the same. Replace it with what your bill shows. */
export const assumed = {
  /** Images that are not in ECR, charts, certificates. */
  natGigabytes: 50,
  /** Images from ECR, tokens, logs. */
  endpointGigabytes: 100,
  /** The control plane's, and the VPC's flows; kept as they came, though CloudWatch bills what is left when it has packed them. */
  logGigabytes: 50,
  /** Of each network load balancer: who reads through it is not declared. 1 is 1 GB an hour. */
  loadBalancerUnits: 1,
} as const;

const gibibytes = (size: Size): number => size.toBytes() / 2 ** 30;
const upTo = (amount: number, included: number): number => Math.max(0, amount - included);

const lineOf =
  (part: BillLine['part']) =>
  (what: string, detail: string, perMonth: number): BillLine => ({ what, detail, perMonth, part });

function nodes(what: string, type: string, count: number, part: BillLine['part']): BillLine[] {
  const price = instancePrice(type);
  if (price === undefined) throw new Error(`${type} has no price in model/prices.ts.`);
  const disk = gibibytes(rootDisk);
  const { metric, metricsOfInstance: metrics } = prices.detailedMonitoring;
  return [
    {
      what: `Nodes: ${what}`,
      detail: `${count} x ${type}, ${hoursPerMonth} h at ${Number(price.toFixed(4))}`,
      perMonth: count * price * hoursPerMonth,
      part,
    },
    {
      what: `Root disks: ${what}`,
      detail: `${count} x ${disk} GiB gp3`,
      perMonth: count * disk * prices.gp3.gigabyte,
      part,
    },
    // The launch template of every node group switches it on.
    {
      what: `Detailed monitoring: ${what}`,
      detail: `${count} x ${metrics} metrics at ${metric}`,
      perMonth: count * metrics * metric,
      part,
    },
  ];
}

function nodeLines({ platform }: EnvironmentOn<'eks'>): BillLine[] {
  const { kafkaNodes, systemNodes, appNodes, zones } = platform;
  return [
    ...nodes('kafka', kafkaNodes.instanceType, kafkaNodes.perZone * zones.length, 'kafka'),
    ...nodes('system', systemNodes.instanceType, systemNodes.perZone * zones.length, 'platform'),
    // The fewest: more come when pods ask for them.
    ...nodes('apps', appNodes.instanceType, appNodes.least, 'platform'),
  ];
}

function volumeLines({ kafka }: EnvironmentOn<'eks'>): BillLine[] {
  const { brokers, controllers, volume } = kafka;
  const own = controllers === 'combined' ? 0 : controllers;
  const megabytes = upTo(volume.throughput.toBytesPerSecond(), gp3.leastThroughput.toBytesPerSecond()) / 1e6;
  const iops = upTo(volume.iops, gp3.leastIops);
  const count = brokers.length;
  const line = lineOf('kafka');
  return [
    line(
      "Brokers' volumes",
      `${count} x ${gibibytes(volume.size)} GiB gp3`,
      count * gibibytes(volume.size) * prices.gp3.gigabyte,
    ),
    line('Throughput above 125 MB/s', `${count} x ${megabytes} MB/s`, count * megabytes * prices.gp3.megabytePerSecond),
    line('IOPS above 3,000', `${count} x ${iops}`, count * iops * prices.gp3.iops),
    line(
      "Controllers' volumes",
      `${own} x ${gibibytes(controllerVolume)} GiB gp3`,
      own * gibibytes(controllerVolume) * prices.gp3.gigabyte,
    ),
  ];
}

function networkLines(environment: EnvironmentOn<'eks'>): BillLine[] {
  const { platform } = environment;
  const zones = platform.zones.length;
  const gateways = platform.network.natGateways === 'per-zone' ? zones : 1;
  const endpoints = interfaceEndpoints.length * zones;
  const balancers = loadBalancersOf(environment);
  const { natGateway, interfaceEndpoint, networkLoadBalancer: balancer } = prices;
  const line = lineOf('platform');
  return [
    line(
      'NAT gateways',
      `${gateways} x ${hoursPerMonth} h, ${assumed.natGigabytes} GB`,
      gateways * natGateway.hour * hoursPerMonth + assumed.natGigabytes * natGateway.gigabyte,
    ),
    line('Public IPv4 addresses', `${gateways} of the NAT gateways`, gateways * prices.publicAddress * hoursPerMonth),
    line(
      'Interface endpoints',
      `${interfaceEndpoints.length} x ${zones} zones, ${assumed.endpointGigabytes} GB`,
      endpoints * interfaceEndpoint.hour * hoursPerMonth + assumed.endpointGigabytes * interfaceEndpoint.gigabyte,
    ),
    line(
      'Load balancers',
      balancers === 0 ? 'no clients outside' : `${balancers}: bootstrap and each broker`,
      balancers * hoursPerMonth * (balancer.hour + assumed.loadBalancerUnits * balancer.capacityUnit),
    ),
  ];
}

function observabilityLines({ platform: { logs, traces } }: EnvironmentOn<'eks'>): BillLine[] {
  const [metrics, alerts] = [gibibytes(metricsVolume), gibibytes(alertmanagerVolume)];
  const { logGigabytes } = assumed;
  const kept = (logGigabytes * logRetentionDays * 24) / hoursPerMonth;
  const line = lineOf('platform');
  const stores = Object.entries({ Loki: logs, Tempo: traces }).flatMap(([name, store]) =>
    store === 'none' ? [] : [{ name, size: gibibytes(store.size) }],
  );
  const stored = stores.reduce((sum, { size }) => sum + size, 0);
  return [
    line(
      "Monitoring's volumes",
      [
        `Prometheus ${metrics} GiB`,
        `Alertmanager ${alerts}`,
        ...stores.map(({ name, size }) => `${name} ${size}`),
      ].join(', '),
      (metrics + alerts + stored) * prices.gp3.gigabyte,
    ),
    line('Logs: control plane, flows', `${logGigabytes} GB`, logGigabytes * prices.logs.gigabyte),
    line('Logs that are kept', `${kept} GB, once ${logRetentionDays} days are full`, kept * prices.logs.keptGigabyte),
  ];
}

/** Everything that does not follow from the traffic. */
export function fixedLines(environment: EnvironmentOn<'eks'>): readonly BillLine[] {
  const keys = environment.platform.tieredStorage === undefined ? 2 : 3;
  return [
    {
      what: 'EKS control plane',
      detail: `${hoursPerMonth} h at ${prices.eksCluster}`,
      perMonth: hoursPerMonth * prices.eksCluster,
      part: 'platform',
    },
    ...nodeLines(environment),
    ...volumeLines(environment),
    ...networkLines(environment),
    { what: 'KMS keys', detail: `${keys}`, perMonth: keys * prices.kmsKey, part: 'platform' },
    ...observabilityLines(environment),
  ];
}
