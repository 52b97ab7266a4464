import { ratePerBroker } from '../capacity';
import { largestQuota } from '../defaults';
import type { ServiceDraft } from '../draft';
import { isLaptop } from '../placement';
import { DataRate } from '../units';
import { describe, pathTo } from '../violation';
import { outside, wholeNumber } from './range';
import { relationRule, valueRule, type Finding } from './rule';

/** Rules about a service's scaling and its quota, which it has on a cluster only. */

type Scaling = NonNullable<ServiceDraft['scaling']>;

const at = (service: string, ...members: readonly string[]): string => pathTo('services', service, ...members);

function whereScaled(
  services: readonly ServiceDraft[],
  check: (service: ServiceDraft, scaling: Scaling) => readonly Finding[],
): Finding[] {
  return services.flatMap((service) => (service.scaling === undefined ? [] : [...check(service, service.scaling)]));
}

const maxReplicas = wholeNumber(1, 1_000);
const targets = { cpu: wholeNumber(1, 100), 'consumer-lag': wholeNumber(1, 1_000_000_000) } as const;

export const scalingIsCounted = valueRule({
  code: 'SERVICE_SCALING_INVALID',
  title: 'a service scales up to a whole number of instances, towards a target that can be reached',
  allowed: `maxReplicas: ${maxReplicas.allowed}; target: ${targets.cpu.allowed} (per cent of the processor), or ${targets['consumer-lag'].allowed} (messages for each instance)`,
  fix: 'leave the target out: 70 per cent, or 10000 messages',
  needs: ['services'],
  check: ({ services }) =>
    whereScaled(services, ({ name }, scaling) => [
      ...outside(at(name, 'scaling', 'maxReplicas'), scaling.maxReplicas, maxReplicas),
      ...outside(at(name, 'scaling', 'target'), scaling.target, targets[scaling.metric]),
    ]),
});

export const scalingGoesUp = relationRule({
  code: 'SERVICE_SCALING_BELOW_REPLICAS',
  title: 'scaling begins at the replicas and goes up from there',
  allowed: 'a maxReplicas of at least the replicas',
  fix: 'raise the maxReplicas, or lower the replicas',
  needs: ['services'],
  check: ({ services }) =>
    whereScaled(services, ({ name, replicas }, scaling) =>
      scaling.maxReplicas >= replicas
        ? []
        : [
            {
              path: at(name, 'scaling', 'maxReplicas'),
              got: describe(scaling.maxReplicas),
              allowed: `at least ${replicas}, its replicas`,
            },
          ],
    ),
});

export const lagNeedsAConsumer = relationRule({
  code: 'SERVICE_SCALING_METRIC_UNSUITABLE',
  title: 'only a service that consumes lags behind',
  allowed: "'cpu' for a service that consumes nothing",
  fix: "use 'cpu'",
  needs: ['services'],
  check: ({ services }) =>
    whereScaled(services, ({ name, consumes }, { metric }) =>
      metric === 'consumer-lag' && consumes.length === 0
        ? [{ path: at(name, 'scaling', 'metric'), got: `${describe(metric)} for a service that consumes nothing` }]
        : [],
    ),
});

export const laptopsNeitherScaleNorLimit = relationRule({
  code: 'SERVICE_SETTING_UNSUITABLE',
  title: 'a laptop runs one of each service, and its brokers know no users to give a quota to',
  allowed: 'neither scaling nor quota on a laptop',
  fix: 'leave it out',
  needs: ['platform', 'services', 'overrides'],
  check: ({ platform, services, overrides }) => {
    if (!isLaptop(platform)) return [];
    const here = `on ${platform.kind}`;
    return [
      ...whereScaled(services, ({ name }) => [{ path: at(name, 'scaling'), got: `a scaling ${here}` }]),
      ...overrides.quotas.map((name) => ({ path: at(name, 'quota'), got: `a quota ${here}` })),
    ];
  },
});

const quotas = [
  ['produce', 'produces'],
  ['fetch', 'consumes'],
] as const;

const noQuota = DataRate.bytesPerSecond(0);

export const quotasLetSomethingThrough = valueRule({
  code: 'SERVICE_QUOTA_INVALID',
  title: 'a quota lets something through, and is a number that Strimzi takes',
  allowed: `more than 0 B/s, up to ${largestQuota.toBytesPerSecond()} B/s`,
  fix: 'leave it out for ten times what its topics declare',
  needs: ['services'],
  check: ({ services }) =>
    services.flatMap(({ name, quota }) =>
      quotas.flatMap(([member]) =>
        quota[member].compare(noQuota) > 0 && quota[member].compare(largestQuota) <= 0
          ? []
          : [{ path: at(name, 'quota', member), got: describe(quota[member]) }],
      ),
    ),
});

export const quotasCoverTheLoad = relationRule({
  code: 'SERVICE_QUOTA_BELOW_LOAD',
  title: 'each broker grants a service at least what its topics declare there, or it is slowed down for good',
  allowed: "the writeRate of its topics, each broker's share when their leaders are spread evenly",
  fix: 'raise the quota (ten times the load leaves room to catch up), or use more brokers',
  needs: ['platform', 'kafka', 'topics', 'services'],
  check: ({ platform, kafka, topics, services }) => {
    if (isLaptop(platform)) return [];
    return services.flatMap((service) =>
      quotas.flatMap(([member, uses]) => {
        const used = topics.filter(({ name }) => service[uses].includes(name));
        const least = ratePerBroker(used, kafka.brokers);
        const got = service.quota[member];
        if (got.toBytesPerSecond() >= least) return [];
        return [{ path: at(service.name, 'quota', member), got: describe(got), allowed: `at least ${least} B/s` }];
      }),
    );
  },
});

export const scalingRules = [
  scalingIsCounted,
  scalingGoesUp,
  lagNeedsAConsumer,
  laptopsNeitherScaleNorLimit,
  quotasLetSomethingThrough,
  quotasCoverTheLoad,
];
