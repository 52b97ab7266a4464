import { Cpu, Duration, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

export const kafkaCases: RuleCases = {
  KAFKA_BROKERS_INVALID: [
    { on: 'local', set: { 'kafka/brokers': 0 }, path: 'kafka.brokers', got: '0', allowed: 'from 1 to 300' },
    { on: 'local', set: { 'kafka/brokers': -3 }, path: 'kafka.brokers', got: '-3', allowed: 'a whole number' },
    { on: 'eks-prod', set: { 'kafka/brokers': 3.5 }, path: 'kafka.brokers', got: '3.5', allowed: 'a whole number' },
    { on: 'eks-prod', set: { 'kafka/brokers': NaN }, path: 'kafka.brokers', got: 'NaN', allowed: 'a whole number' },
    { on: 'eks-prod', set: { 'kafka/brokers': 1e9 }, path: 'kafka.brokers', got: '1000000000', allowed: '300' },
  ],
  KAFKA_CONTROLLERS_INVALID: [
    { on: 'eks-prod', set: { 'kafka/controllers': 4 }, path: 'kafka.controllers', got: '4', allowed: '3, 5, 7' },
    { on: 'minikube', set: { 'kafka/controllers': 1 }, path: 'kafka.controllers', got: '1', allowed: '3, 5, 7' },
    {
      on: 'minikube',
      set: { 'kafka/controllers': Infinity },
      path: 'kafka.controllers',
      got: 'Infinity',
      allowed: '3, 5, 7',
    },
  ],
  KAFKA_CONTROLLERS_UNSUITABLE: [
    {
      on: 'eks-prod',
      set: { 'kafka/controllers': 'combined' },
      path: 'kafka.controllers',
      got: '"combined" on eks',
      allowed: '3, 5 or 7 on EKS',
    },
    {
      on: 'local',
      set: { 'kafka/controllers': 3 },
      path: 'kafka.controllers',
      got: '3 on embedded',
      allowed: "'combined' on a laptop",
    },
    {
      on: 'compose',
      set: { 'kafka/controllers': 5 },
      path: 'kafka.controllers',
      got: '5 on compose',
      allowed: "'combined' on a laptop",
    },
  ],
  KAFKA_RESOURCES_INVALID: [
    {
      on: 'local',
      set: { 'kafka/volume/size': Size.bytes(0) },
      path: 'kafka.volume.size',
      got: '0 B',
      allowed: 'from 256 MiB',
      also: [],
    },
    {
      on: 'local',
      set: { 'kafka/resources/cpu': Cpu.cores(0) },
      path: 'kafka.resources.cpu',
      got: '0 cores',
      allowed: 'from 0.05 cores',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/resources/memory': Size.mebibytes(1) },
      path: 'kafka.resources.memory',
      got: '1 MiB',
      allowed: 'from 256 MiB',
    },
    { on: 'eks-prod', set: { 'kafka/heap': Size.bytes(0) }, path: 'kafka.heap', got: '0 B', allowed: 'from 128 MiB' },
    {
      on: 'eks-prod',
      set: { 'kafka/controllerResources/memory': Size.tebibytes(3) },
      path: 'kafka.controllerResources.memory',
      got: '3 TiB',
      allowed: 'to 1536 GiB',
    },
  ],
  KAFKA_HEAP_FRACTIONAL: [
    {
      on: 'eks-prod',
      set: { 'kafka/heap': Size.bytes(2 ** 30 + 1) },
      path: 'kafka.heap',
      got: '1073741825 B',
      allowed: 'a whole number of MiB',
    },
  ],
  KAFKA_HEAP_EXCEEDS_MEMORY: [
    {
      on: 'eks-prod',
      set: { 'kafka/heap': Size.gibibytes(7) },
      path: 'kafka.heap',
      got: '7 GiB',
      allowed: 'at most 6 GiB',
    },
    {
      on: 'local',
      set: { 'kafka/heap': Size.mebibytes(512) },
      path: 'kafka.heap',
      got: '512 MiB',
      allowed: 'less than 512 MiB',
    },
  ],
  KAFKA_HEADROOM_INVALID: [
    {
      on: 'local',
      set: { 'kafka/volume/headroom': 0 },
      path: 'kafka.volume.headroom',
      got: '0',
      allowed: 'more than 0 and less than 1',
    },
    {
      on: 'local',
      set: { 'kafka/volume/headroom': 1 },
      path: 'kafka.volume.headroom',
      got: '1',
      allowed: 'less than 1',
    },
    {
      on: 'local',
      set: { 'kafka/volume/headroom': NaN },
      path: 'kafka.volume.headroom',
      got: 'NaN',
      allowed: 'less than 1',
    },
  ],
  KAFKA_REPLICA_LIMIT_INVALID: [
    {
      on: 'local',
      set: { 'kafka/maxReplicasPerBroker': 0 },
      path: 'kafka.maxReplicasPerBroker',
      got: '0',
      allowed: 'from 1 to 10000',
    },
  ],
  KAFKA_REPLICAS_EXCEED_LIMIT: [
    // 3,900 of posts, 16 of the others, 150 of Kafka's own, each on all three brokers.
    {
      on: 'eks-prod',
      set: { 'topics/posts/partitions': 3_900 },
      path: 'kafka.maxReplicasPerBroker',
      got: '4066 replicas on each broker',
      allowed: 'at most 4000',
      also: ['KAFKA_VOLUME_TOO_SMALL'],
    },
    {
      on: 'local',
      set: { 'kafka/maxReplicasPerBroker': 168 },
      path: 'kafka.maxReplicasPerBroker',
      got: '169 replicas on each broker',
      allowed: 'at most 168',
    },
  ],
  KAFKA_SESSION_TIMEOUT_INVALID: [
    {
      on: 'local',
      set: { 'kafka/brokerSessionTimeout': Duration.seconds(3) },
      path: 'kafka.brokerSessionTimeout',
      got: '3 s',
      allowed: 'from 4 s to 1 min',
    },
    {
      on: 'local',
      set: { 'kafka/brokerSessionTimeout': Duration.minutes(2) },
      path: 'kafka.brokerSessionTimeout',
      got: '2 min',
      allowed: 'to 1 min',
    },
  ],
  KAFKA_FLUSH_INVALID: [
    { on: 'local', set: { 'kafka/flushMessages': 0 }, path: 'kafka.flushMessages', got: '0', allowed: 'from 1' },
    {
      on: 'local',
      set: { 'kafka/flushInterval': Duration.seconds(0) },
      path: 'kafka.flushInterval',
      got: '0 ms',
      allowed: 'from 1 ms',
    },
  ],
  KAFKA_AUTHENTICATION_UNSUITABLE: [
    {
      on: 'eks-prod',
      set: { 'kafka/authentication': 'none' },
      path: 'kafka.authentication',
      got: '"none" on eks',
      allowed: "'scram' or 'mtls' on a cluster",
    },
    {
      on: 'minikube',
      set: { 'kafka/authentication': 'none' },
      path: 'kafka.authentication',
      got: '"none" on minikube',
      allowed: "'scram' or 'mtls' on a cluster",
    },
    {
      on: 'local',
      set: { 'kafka/authentication': 'scram' },
      path: 'kafka.authentication',
      got: '"scram" on embedded',
      allowed: "'none' on a laptop",
    },
  ],
  KAFKA_BROKERS_UNEVEN_OVER_ZONES: [
    {
      on: 'eks-prod',
      set: { 'kafka/brokers': 4, 'platform/kafkaNodes/perZone': 2 },
      path: 'kafka.brokers',
      got: '4',
      allowed: 'a multiple of 3',
    },
  ],
  KAFKA_QUORUM_LOST_WITH_A_ZONE: [
    // Half of four votes is no majority.
    {
      on: 'minikube',
      set: {
        'platform/zones': ['a', 'b'],
        'kafka/brokers': 4,
        'kafka/controllers': 'combined',
        'platform/node': { cpu: Cpu.cores(4), memory: Size.gibibytes(8) },
      },
      path: 'platform.zones',
      got: '2 zones for 4 controllers',
      allowed: 'three and more',
      also: ['TOPIC_UNWRITABLE_WITHOUT_A_ZONE'],
    },
    {
      on: 'minikube',
      set: {
        'platform/zones': ['a', 'b'],
        'kafka/brokers': 2,
        'platform/node': { cpu: Cpu.cores(4), memory: Size.gibibytes(8) },
      },
      path: 'platform.zones',
      got: '2 zones for 3 controllers',
      allowed: 'three and more',
      also: ['TOPIC_REPLICATION_EXCEEDS_BROKERS', 'TOPIC_UNWRITABLE_WITHOUT_A_ZONE'],
    },
  ],
  KAFKA_VOLUME_TOO_SMALL: [
    {
      on: 'eks-prod',
      set: { 'kafka/volume/size': Size.gibibytes(500) },
      path: 'kafka.volume.size',
      got: 'on each broker, most of it for posts',
      allowed: 'at most 375 GiB, which is 500 GiB less 25 %',
    },
    {
      on: 'eks-prod',
      set: {
        'topics/posts/cleanup': 'compact',
        'topics/posts/retention': 'forever',
        'topics/posts/retentionSize': Size.gibibytes(100),
      },
      path: 'kafka.volume.size',
      got: '1.2 TiB on each broker, most of it for posts',
      allowed: 'at most 750 GiB',
    },
  ],
};
