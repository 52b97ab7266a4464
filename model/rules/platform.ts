import { instanceTypeOf, instanceTypes } from '../instance-types';
import { isLaptop, leftWithoutOneZone, zonesOf } from '../placement';
import { didYouMean } from '../spelling';
import { Cpu, Size } from '../units';
import { describe, pathTo } from '../violation';
import { cpuFrom, outside, sizeFrom, wholeNumber } from './range';
import { relationRule, valueRule } from './rule';

const zoneName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const zonesAreDistinct = valueRule({
  code: 'PLATFORM_ZONES_INVALID',
  title: 'zones have names, each another, that Kubernetes can carry as a label',
  allowed: 'at least one name of lower-case letters, digits and hyphens; no two alike',
  fix: 'name each zone once',
  needs: ['platform'],
  check: ({ platform }) => {
    if (isLaptop(platform)) return [];
    const zones = zonesOf(platform);
    if (zones.length === 0) return [{ path: 'platform.zones', got: describe(zones) }];
    return zones.flatMap((zone, index) =>
      zoneName.test(zone) && zones.indexOf(zone) === index
        ? []
        : [{ path: pathTo('platform', 'zones', index), got: describe(zone) }],
    );
  },
});

export const zonesLieInTheRegion = valueRule({
  code: 'PLATFORM_ZONE_OUTSIDE_REGION',
  title: 'an availability zone lies in the region: its name is the region and a letter',
  allowed: "the region's name followed by one letter",
  fix: 'take the zones from `aws ec2 describe-availability-zones --region <region>`',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind !== 'eks'
      ? []
      : platform.zones.flatMap((zone, index) =>
          zone.length === platform.region.length + 1 && zone.startsWith(platform.region) && /[a-z]$/.test(zone)
            ? []
            : [
                {
                  path: pathTo('platform', 'zones', index),
                  got: describe(zone),
                  allowed: `${platform.region}a, ${platform.region}b, ...`,
                },
              ],
        ),
});

export const instanceTypeIsKnown = valueRule({
  code: 'PLATFORM_INSTANCE_TYPE_UNKNOWN',
  title: 'a node is of a type whose size the model knows',
  allowed: Object.keys(instanceTypes).join(', '),
  fix: 'choose one of them, or add the type to model/instance-types.ts',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind !== 'eks'
      ? []
      : (['kafkaNodes', 'systemNodes', 'appNodes'] as const).flatMap((group) => {
          const { instanceType } = platform[group];
          if (instanceTypeOf(instanceType) !== undefined) return [];
          const hint = didYouMean(instanceType, Object.keys(instanceTypes));
          return [{ path: pathTo('platform', group, 'instanceType'), got: describe(instanceType), ...hint }];
        }),
});

const perZone = wholeNumber(1, 100);
const nodeCpu = cpuFrom(Cpu.millicores(500), Cpu.cores(192));
const nodeMemory = sizeFrom(Size.gibibytes(1), Size.tebibytes(2));
const laptopMemory = sizeFrom(Size.mebibytes(256), Size.tebibytes(2));

export const machinesAreReal = valueRule({
  code: 'PLATFORM_SIZE_INVALID',
  title: 'there are nodes to run on, and they have processors and memory',
  allowed: `nodes in each zone: ${perZone.allowed}; a minikube node: cpu ${nodeCpu.allowed}, memory ${nodeMemory.allowed}; a laptop: memory ${laptopMemory.allowed}`,
  fix: 'give what the machine has',
  needs: ['platform'],
  check: ({ platform }) => {
    switch (platform.kind) {
      case 'eks':
        return outside('platform.kafkaNodes.perZone', platform.kafkaNodes.perZone, perZone);
      case 'minikube':
        return [
          ...outside('platform.node.cpu', platform.node.cpu, nodeCpu),
          ...outside('platform.node.memory', platform.node.memory, nodeMemory),
        ];
      default:
        return outside('platform.memory', platform.memory, laptopMemory);
    }
  },
});

export const contextIsNamed = valueRule({
  code: 'PLATFORM_CONTEXT_INVALID',
  title: "a kubeconfig's context has a name",
  allowed: 'a text that is not empty',
  fix: "leave it out for 'minikube'",
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind === 'minikube' && platform.context.trim() === ''
      ? [{ path: 'platform.context', got: describe(platform.context) }]
      : [],
});

export const brokersAreEvenOverZones = relationRule({
  code: 'KAFKA_BROKERS_UNEVEN_OVER_ZONES',
  title: 'every zone has the same number of brokers, or the smaller ones carry more and a lost zone weighs differently',
  allowed: 'a multiple of the number of zones',
  fix: 'use as many brokers in each zone',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka }) => {
    const zones = zonesOf(platform).length;
    if (zones === 0 || kafka.brokers % zones === 0) return [];
    const allowed = `a multiple of ${zones}: ${zones}, ${2 * zones}, ${3 * zones}, ...`;
    return [{ path: 'kafka.brokers', got: describe(kafka.brokers), allowed }];
  },
});

export const quorumSurvivesAZone = relationRule({
  code: 'KAFKA_QUORUM_LOST_WITH_A_ZONE',
  title: 'the controllers keep their majority when any one zone is lost',
  allowed: 'one zone, which promises nothing, or three and more with a controller in each',
  fix: 'use three zones',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka }) => {
    const zones = zonesOf(platform).length;
    const voters = kafka.controllers === 'combined' ? kafka.brokers : kafka.controllers;
    if (zones < 2 || leftWithoutOneZone(voters, zones) > voters / 2) return [];
    return [{ path: 'platform.zones', got: `${zones} zones for ${voters} controllers` }];
  },
});

export const controllersFitThePlatform = relationRule({
  code: 'KAFKA_CONTROLLERS_UNSUITABLE',
  title:
    'a laptop runs combined nodes only; EKS has controllers of their own, so that a busy broker delays no election',
  allowed: "'combined' on a laptop; 3, 5 or 7 on EKS; either on minikube",
  fix: 'leave it out',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka: { controllers } }) => {
    const combined = controllers === 'combined';
    const wrong = isLaptop(platform) ? !combined : platform.kind === 'eks' && combined;
    return wrong ? [{ path: 'kafka.controllers', got: `${describe(controllers)} on ${platform.kind}` }] : [];
  },
});

export const clustersAskWhoIsThere = relationRule({
  code: 'KAFKA_AUTHENTICATION_UNSUITABLE',
  title: 'a cluster asks its clients who they are; a laptop, which only itself can reach, does not',
  allowed: "'scram' or 'mtls' on a cluster; 'none' on a laptop",
  fix: 'leave it out',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka: { authentication } }) =>
    isLaptop(platform) === (authentication === 'none')
      ? []
      : [{ path: 'kafka.authentication', got: `${describe(authentication)} on ${platform.kind}` }],
});

/** Strimzi refuses a Cruise Control beside a single broker (`CruiseControl.fromCrd`). */
const leastToRebalance = 2;

export const cruiseControlHasBrokers = relationRule({
  code: 'KAFKA_CRUISE_CONTROL_UNSUITABLE',
  title: 'Cruise Control moves replicas between the brokers of a cluster',
  allowed: `true on a cluster with ${leastToRebalance} brokers or more; false anywhere`,
  fix: 'leave it out',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka: { cruiseControl, brokers } }) =>
    cruiseControl && (isLaptop(platform) || brokers < leastToRebalance)
      ? [{ path: 'kafka.cruiseControl', got: `true with ${brokers} brokers on ${platform.kind}` }]
      : [],
});

export const platformRules = [
  zonesAreDistinct,
  zonesLieInTheRegion,
  instanceTypeIsKnown,
  machinesAreReal,
  contextIsNamed,
  brokersAreEvenOverZones,
  quorumSurvivesAZone,
  controllersFitThePlatform,
  clustersAskWhoIsThere,
  cruiseControlHasBrokers,
];
