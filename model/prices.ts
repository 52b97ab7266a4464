/**
 * What AWS asks for, written down once: US dollars without tax, on demand, us-east-1. Other regions cost other prices, up
 * to a half more; nothing here knows them, and whoever prints a sum says so.
 */
export const priced = { region: 'us-east-1', on: '2026-11-21', currency: 'USD' } as const;

/** A year's hours by twelve, as AWS's own calculator counts them. */
export const hoursPerMonth = 730;

/** Each size of a family costs twice the one below it (AWS, "EC2 On-Demand Pricing", Linux). */
const sizes = { large: 1, xlarge: 2, '2xlarge': 4, '4xlarge': 8 } as const;

/** An hour of the family's `large`. r7g.large is listed at half of a r7g.xlarge, 0.2142. */
const largeOf = { m6i: 0.096, m7i: 0.1008, m7g: 0.0816, r6i: 0.126, r7g: 0.1071 } as const;

/** An hour of an instance; undefined for a type that has no price here. */
export function instancePrice(type: string): number | undefined {
  const [family = '', size = ''] = type.split('.');
  if (!Object.hasOwn(largeOf, family) || !Object.hasOwn(sizes, size)) return undefined;
  return largeOf[family as keyof typeof largeOf] * sizes[size as keyof typeof sizes];
}

export const prices = {
  /** AWS, "Amazon EKS pricing": an hour of a cluster in standard support; 0.60 in extended support. */
  eksCluster: 0.1,
  /** AWS, "Amazon EBS pricing", gp3: a GB-month, and what is asked for above 125 MB/s and 3,000 operations. */
  gp3: { gigabyte: 0.08, megabytePerSecond: 0.04, iops: 0.005 },
  /** AWS, "Amazon VPC pricing": an hour of a gateway, a GB through it. */
  natGateway: { hour: 0.045, gigabyte: 0.045 },
  /** AWS, "Amazon VPC pricing": an hour of a public IPv4 address in use. */
  publicAddress: 0.005,
  /** AWS, "AWS PrivateLink pricing": an hour in each zone, a GB through it. */
  interfaceEndpoint: { hour: 0.01, gigabyte: 0.01 },
  /** AWS, "Elastic Load Balancing pricing": an hour of a network load balancer, and of a capacity unit (1 GB an hour of TCP). */
  networkLoadBalancer: { hour: 0.0225, capacityUnit: 0.006 },
  /** AWS, "AWS KMS pricing": a month of a key. */
  kmsKey: 1,
  /** AWS, "Amazon CloudWatch pricing": a GB taken in, standard class, and a GB-month of what is kept. */
  logs: { gigabyte: 0.5, keptGigabyte: 0.03 },
  /** The same page: a month of a metric, the first 10,000. An instance monitored in detail sends seven. */
  detailedMonitoring: { metric: 0.3, metricsOfInstance: 7 },
  /** AWS, "Amazon S3 pricing": a GB-month of the standard class, the first 50 TB. */
  s3: { gigabyte: 0.023 },
  /** AWS, "EC2 On-Demand Pricing", data transfer: a GB between zones is billed to the sender and to the receiver. */
  crossZone: { gigabyte: 0.01 * 2 },
  /**
   * AWS, "Amazon MSK pricing", standard brokers: an hour of a kafka.m7g.large, and a GB-month. Each size costs twice the
   * one below it. Traffic between brokers is not billed.
   */
  msk: { large: 0.204, gigabyte: 0.1 },
} as const;

export const mskSizes = ['large', 'xlarge', '2xlarge', '4xlarge'] as const;
export type MskSize = (typeof mskSizes)[number];

/** An hour of a `kafka.m7g` broker. */
export const mskBrokerPrice = (size: MskSize): number => prices.msk.large * sizes[size];
