import { Cpu, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

const olderStrimzi = { 'versions/strimzi/1.1.0': { kafka: ['4.2.0'], kubernetes: ['1.30'] } };

/** A single machine: brokers that are controllers as well. */
const oneNode = { 'platform/zones': ['a'], 'kafka/controllers': 'combined' };

export const platformCases: RuleCases = {
  ENVIRONMENT_NAME_INVALID: [
    { on: 'local', set: { name: 'Prod_EU' }, path: 'name', got: '"Prod_EU"', allowed: 'lower-case letters' },
    { on: 'local', set: { name: '' }, path: 'name', got: '""', allowed: '1 to 32' },
    { on: 'local', set: { name: 'a'.repeat(33) }, path: 'name', got: 'aaaa', allowed: '1 to 32' },
    { on: 'local', set: { name: 'prod-' }, path: 'name', got: '"prod-"', allowed: 'no hyphen last' },
  ],
  VERSION_UNSUPPORTED: [
    {
      on: 'eks-prod',
      set: { 'versions/kafka': '3.9.0' },
      path: 'versions.kafka',
      got: '"3.9.0"',
      allowed: '4.2.0, 4.2.1, 4.3.0, 4.3.1',
    },
    {
      on: 'eks-prod',
      set: { 'versions/strimzi': '0.45.0' },
      path: 'versions.strimzi',
      got: '"0.45.0"',
      allowed: '1.2.0',
    },
    {
      on: 'eks-prod',
      set: { 'versions/kubernetes': '1.29' },
      path: 'versions.kubernetes',
      got: '"1.29"',
      allowed: '1.30, 1.31',
    },
    {
      on: 'eks-prod',
      set: { 'versions/kafka': 'toString' },
      path: 'versions.kafka',
      got: '"toString"',
      allowed: '4.3.1',
    },
  ],
  VERSIONS_INCOMPATIBLE: [
    {
      on: 'local',
      set: { 'versions/kafka': '4.2.0' },
      path: 'versions.kafka',
      got: '"4.2.0" on embedded',
      allowed: '4.3.1',
    },
    {
      on: 'eks-prod',
      set: { 'versions/strimzi': '1.1.0', 'versions/kubernetes': '1.30' },
      contracts: olderStrimzi,
      path: 'versions.kafka',
      got: '"4.3.1" with Strimzi 1.1.0',
      allowed: '4.2.0',
      also: ['PLATFORM_ADD_ONS_UNKNOWN'],
    },
    {
      on: 'eks-prod',
      set: { 'versions/strimzi': '1.1.0', 'versions/kafka': '4.2.0' },
      contracts: olderStrimzi,
      path: 'versions.kubernetes',
      got: '"1.35" with Strimzi 1.1.0',
      allowed: '1.30',
    },
  ],
  PLATFORM_ZONES_INVALID: [
    {
      on: 'minikube',
      set: { 'platform/zones': [] },
      path: 'platform.zones',
      got: 'an empty list',
      allowed: 'at least one',
    },
    {
      on: 'minikube',
      set: { 'platform/zones': ['a', 'b', 'a'] },
      path: 'platform.zones[2]',
      got: '"a"',
      allowed: 'no two alike',
    },
    {
      on: 'minikube',
      set: { 'platform/zones': ['a', 'b', ''] },
      path: 'platform.zones[2]',
      got: '""',
      allowed: 'at least one name',
    },
    {
      on: 'eks-prod',
      set: { 'platform/zones': ['us-east-1a', 'us-east-1a', 'us-east-1b'] },
      path: 'platform.zones[1]',
      got: '"us-east-1a"',
      allowed: 'no two alike',
    },
  ],
  PLATFORM_ZONE_OUTSIDE_REGION: [
    {
      on: 'eks-prod',
      set: { 'platform/region': 'eu-west-1', 'platform/zones': ['eu-west-1a', 'eu-west-1b', 'us-east-1c'] },
      path: 'platform.zones[2]',
      got: '"us-east-1c"',
      allowed: 'eu-west-1a',
    },
  ],
  PLATFORM_INSTANCE_TYPE_UNKNOWN: [
    {
      on: 'eks-prod',
      set: { 'platform/kafkaNodes/instanceType': 'r7g.lage' },
      path: 'platform.kafkaNodes.instanceType',
      got: '"r7g.lage"',
      allowed: 'r7g.large',
    },
    {
      on: 'eks-prod',
      set: { 'platform/kafkaNodes/instanceType': 'constructor' },
      path: 'platform.kafkaNodes.instanceType',
      got: '"constructor"',
      allowed: 'r7g.large',
    },
    {
      on: 'eks-prod',
      set: { 'platform/systemNodes': { instanceType: 't3.large', perZone: 1 } },
      path: 'platform.systemNodes.instanceType',
      got: '"t3.large"',
      allowed: 'm7g.large',
    },
    {
      on: 'eks-prod',
      set: { 'platform/appNodes': { instanceType: 'm6i', least: 3, most: 9 } },
      path: 'platform.appNodes.instanceType',
      got: '"m6i"',
      allowed: 'm6i.large',
    },
  ],
  PLATFORM_SIZE_INVALID: [
    {
      on: 'eks-prod',
      set: { 'platform/kafkaNodes/perZone': 0 },
      path: 'platform.kafkaNodes.perZone',
      got: '0',
      allowed: 'from 1 to 100',
    },
    {
      on: 'eks-prod',
      set: { 'platform/kafkaNodes/perZone': 1.5 },
      path: 'platform.kafkaNodes.perZone',
      got: '1.5',
      allowed: 'a whole number',
    },
    {
      on: 'minikube',
      set: { 'platform/node/cpu': Cpu.cores(0) },
      path: 'platform.node.cpu',
      got: '0 cores',
      allowed: 'from 0.5 cores',
    },
    {
      on: 'minikube',
      set: { 'platform/node/memory': Size.bytes(0) },
      path: 'platform.node.memory',
      got: '0 B',
      allowed: 'from 1 GiB',
    },
    {
      on: 'local',
      set: { 'platform/memory': Size.bytes(0) },
      path: 'platform.memory',
      got: '0 B',
      allowed: 'from 256 MiB',
    },
  ],
  PLATFORM_CONTEXT_INVALID: [
    { on: 'minikube', set: { 'platform/context': ' ' }, path: 'platform.context', got: '" "', allowed: 'not empty' },
  ],
  PLATFORM_MEMORY_EXCEEDED: [
    {
      on: 'local',
      set: { 'platform/memory': Size.gibibytes(1) },
      path: 'platform.memory',
      got: '1536 MiB asked for',
      allowed: 'at most 1 GiB',
    },
    // Three brokers of 1 GiB and three services of 256 MiB.
    {
      on: 'compose',
      set: { 'platform/memory': Size.gibibytes(3) },
      path: 'platform.memory',
      got: '3840 MiB asked for',
      allowed: 'at most 3 GiB',
    },
  ],
  PLATFORM_NODE_TOO_SMALL: [
    {
      on: 'eks-prod',
      set: { 'platform/kafkaNodes/instanceType': 'm7g.large' },
      path: 'platform.kafkaNodes.instanceType',
      got: '1500m cpu and 13 GiB asked of one node',
      allowed: 'at most 1705m cpu',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/brokers': 6 },
      path: 'platform.kafkaNodes.instanceType',
      got: '2750m cpu and 25 GiB',
      allowed: 'at most 1705m cpu',
    },
    {
      on: 'minikube',
      set: { 'platform/node/memory': Size.mebibytes(1536) },
      path: 'platform.node',
      got: '3.4 GiB asked of one node',
      allowed: 'at most 1500m cpu and 1.5 GiB',
    },
    // Two instances and one while they roll, one of them on each node.
    {
      on: 'minikube',
      set: { 'services/consumer/resources': { cpu: Cpu.millicores(826), memory: Size.mebibytes(256) } },
      path: 'platform.node',
      got: 'cpu and',
      allowed: '1500m cpu',
    },
    {
      on: 'minikube',
      set: { 'services/producer/scaling': { maxReplicas: 20 } },
      path: 'platform.node',
      got: 'cpu and',
      allowed: '1500m cpu',
    },
    // All of it on one node: a thousandth of a core, and a MiB, less than it asks for.
    {
      on: 'minikube',
      set: { ...oneNode, 'platform/node': { cpu: Cpu.millicores(3_224), memory: Size.mebibytes(8_464) } },
      path: 'platform.node',
      got: '3225m cpu',
      allowed: '3224m cpu',
    },
    {
      on: 'minikube',
      set: { ...oneNode, 'platform/node': { cpu: Cpu.millicores(3_225), memory: Size.mebibytes(8_463) } },
      path: 'platform.node',
      got: '3225m cpu and 8.3 GiB',
      allowed: 'at most 3225m cpu',
    },
  ],
};
