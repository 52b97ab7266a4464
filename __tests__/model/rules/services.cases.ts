import { Cpu, Duration, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

const consumer = 'contracts.services.consumer';

export const serviceCases: RuleCases = {
  SERVICE_UNKNOWN: [
    {
      on: 'local',
      set: { 'services/consumr': {} },
      path: 'services.consumr',
      got: '"consumr"',
      allowed: 'producer, consumer, ping-pong',
    },
  ],
  SERVICE_NAME_INVALID: [
    {
      on: 'local',
      contracts: {
        'services/Bad_Name': { description: '', produces: ['posts'], consumes: [], transactional: false, port: 8009 },
      },
      path: 'contracts.services.Bad_Name',
      got: '"Bad_Name"',
      allowed: 'lower-case letters',
    },
  ],
  SERVICE_NAME_RESERVED: [
    {
      on: 'local',
      contracts: {
        'services/millrace-cluster-ca-cert': {
          description: '',
          produces: ['posts'],
          consumes: [],
          transactional: false,
          port: 8009,
        },
      },
      path: 'contracts.services.millrace-cluster-ca-cert',
      got: '"millrace-cluster-ca-cert"',
      allowed: 'does not begin with millrace-',
    },
  ],
  SERVICE_TOPIC_UNKNOWN: [
    {
      on: 'local',
      contracts: { 'services/producer/produces': ['posts', 'post'] },
      path: 'contracts.services.producer.produces[1]',
      got: '"post"',
      allowed: 'posts',
    },
    {
      on: 'local',
      contracts: { 'services/consumer/consumes': ['posts', 'toString'] },
      path: `${consumer}.consumes[1]`,
      got: '"toString"',
      allowed: 'posts',
    },
    {
      on: 'local',
      contracts: { 'services/consumer/deadLetter': 'consumer.deadletter' },
      path: `${consumer}.deadLetter`,
      got: '"consumer.deadletter"',
      allowed: 'consumer.dead-letter',
      also: ['SERVICE_DEAD_LETTER_NOT_PRODUCED'],
    },
  ],
  SERVICE_GROUP_MISSING: [
    {
      on: 'local',
      contracts: { 'services/consumer/group': undefined },
      path: `${consumer}.group`,
      got: 'nothing',
      allowed: 'not empty',
    },
    {
      on: 'local',
      contracts: { 'services/consumer/group': ' ' },
      path: `${consumer}.group`,
      got: '" "',
      allowed: 'not empty',
    },
  ],
  SERVICE_GROUP_SHARED: [
    {
      on: 'local',
      contracts: { 'services/ping-pong/group': 'consumer' },
      path: 'contracts.services.ping-pong.group',
      got: '"consumer", which consumer owns',
      allowed: 'no other service',
    },
  ],
  SERVICE_TRANSACTIONAL_IDS_OVERLAP: [
    {
      on: 'local',
      contracts: {
        'topics/x': { description: '', owner: 'platform', durability: 'no-loss', key: 'none' },
        'topics/pong-x': { description: '', owner: 'platform', durability: 'no-loss', key: 'none' },
        'services/ping-pong/consumes': ['dev.pingpong.requested', 'x'],
        'services/ping': {
          description: '',
          produces: ['ping.dead-letter'],
          consumes: ['pong-x'],
          group: 'ping',
          deadLetter: 'ping.dead-letter',
          transactional: true,
          port: 8009,
        },
        'topics/ping.dead-letter': { description: '', owner: 'ping', durability: 'no-loss', key: 'none' },
        'catalogue/ping.dead-letter': { maxRecordSize: Size.mebibytes(2) },
      },
      path: 'contracts.services.ping-pong',
      got: '"ping-pong-x-", which begins as "ping-pong-x-" of ping',
      allowed: "no other service's can be",
    },
  ],
  SERVICE_CONSUMES_ITS_OUTPUT: [
    {
      on: 'local',
      contracts: { 'services/consumer/produces': ['consumer.dead-letter', 'posts'] },
      path: `${consumer}.consumes[0]`,
      got: '"posts"',
      allowed: 'does not produce',
    },
  ],
  SERVICE_DEAD_LETTER_MISSING: [
    {
      on: 'local',
      contracts: { 'services/consumer/deadLetter': undefined },
      path: `${consumer}.deadLetter`,
      got: 'nothing',
      allowed: 'the name of a topic',
    },
  ],
  SERVICE_DEAD_LETTER_NOT_PRODUCED: [
    {
      on: 'local',
      contracts: {
        'services/consumer/produces': [],
        'topics/consumer.dead-letter/owner': 'platform',
        'services/producer/produces': ['posts', 'consumer.dead-letter'],
      },
      path: `${consumer}.deadLetter`,
      got: '"consumer.dead-letter"',
      allowed: 'nothing is produced',
    },
  ],
  SERVICE_DEAD_LETTER_CONSUMED: [
    // Its dead letters go back into it, which no topic can be large enough for either.
    {
      on: 'local',
      contracts: { 'services/consumer/consumes': ['posts', 'consumer.dead-letter'] },
      path: `${consumer}.deadLetter`,
      got: '"consumer.dead-letter"',
      allowed: 'not among its consumes',
      also: ['TOPIC_DEAD_LETTER_TOO_SMALL'],
    },
  ],
  SERVICE_DEAD_LETTER_SHARED: [
    {
      on: 'local',
      contracts: {
        'services/ping-pong/deadLetter': 'consumer.dead-letter',
        'services/ping-pong/produces': [
          'consumer.dead-letter',
          'ping-pong.dead-letter',
          'dev.pingpong.succeeded',
          'dev.pingpong.failed',
        ],
      },
      path: 'contracts.services.ping-pong.deadLetter',
      got: '"consumer.dead-letter", which is consumer\'s',
      allowed: 'no other service',
    },
  ],
  SERVICE_REPLICAS_INVALID: [
    {
      on: 'eks-prod',
      set: { 'services/consumer/replicas': 0 },
      path: 'services.consumer.replicas',
      got: '0',
      allowed: 'from 1 to 1000',
    },
    {
      on: 'local',
      set: { 'services/consumer/replicas': 1.5 },
      path: 'services.consumer.replicas',
      got: '1.5',
      allowed: 'a whole number',
    },
  ],
  SERVICE_REPLICAS_ON_LAPTOP: [
    {
      on: 'local',
      set: { 'services/producer/replicas': 2 },
      path: 'services.producer.replicas',
      got: '2',
      allowed: '1 on a laptop',
    },
  ],
  SERVICE_REPLICAS_EXCEED_PARTITIONS: [
    {
      on: 'eks-prod',
      set: { 'services/consumer/replicas': 13 },
      path: 'services.consumer.replicas',
      got: '13',
      allowed: 'from 1 to 12',
    },
    {
      on: 'eks-prod',
      set: { 'services/ping-pong/replicas': 4 },
      path: 'services.ping-pong.replicas',
      got: '4',
      allowed: 'from 1 to 3',
    },
    {
      on: 'eks-prod',
      set: { 'services/consumer/scaling': { maxReplicas: 13 } },
      path: 'services.consumer.scaling.maxReplicas',
      got: '13',
      allowed: 'from 1 to 12',
    },
  ],
  SERVICE_RESOURCES_INVALID: [
    {
      on: 'local',
      set: { 'services/consumer/resources': { cpu: Cpu.cores(0), memory: Size.gibibytes(1) } },
      path: 'services.consumer.resources.cpu',
      got: '0 cores',
      allowed: 'from 0.01 cores',
    },
    {
      on: 'local',
      set: { 'services/consumer/resources': { cpu: Cpu.cores(1), memory: Size.bytes(0) } },
      path: 'services.consumer.resources.memory',
      got: '0 B',
      allowed: 'from 128 MiB',
    },
  ],
  SERVICE_ATTEMPTS_INVALID: [
    {
      on: 'local',
      set: { 'services/consumer/attempts': 0 },
      path: 'services.consumer.attempts',
      got: '0',
      allowed: 'from 1 to 100',
    },
  ],
  SERVICE_TIMEOUT_INVALID: [
    {
      on: 'local',
      set: { 'services/consumer/drainTimeout': Duration.seconds(0) },
      path: 'services.consumer.drainTimeout',
      got: '0 ms',
      allowed: 'from 1 ms to 1 h',
    },
    {
      on: 'local',
      set: { 'services/consumer/deliveryTimeout': Duration.hours(2) },
      path: 'services.consumer.deliveryTimeout',
      got: '2 h',
      allowed: 'to 1 h',
    },
  ],
  SERVICE_QUEUE_INVALID: [
    {
      on: 'local',
      set: { 'services/producer/queueSize': Size.bytes(0) },
      path: 'services.producer.queueSize',
      got: '0 B',
      allowed: 'from 64 KiB',
    },
  ],
  SERVICE_QUEUE_BELOW_BATCH: [
    {
      on: 'local',
      set: { 'services/producer/queueSize': Size.kibibytes(900) },
      path: 'services.producer.queueSize',
      got: '900 KiB',
      allowed: 'at least 1 MiB',
    },
  ],
  SERVICE_QUEUE_EXCEEDS_MEMORY: [
    {
      on: 'local',
      set: { 'services/producer/queueSize': Size.mebibytes(200) },
      path: 'services.producer.queueSize',
      got: '200 MiB',
      allowed: 'at most 128 MiB',
    },
  ],
  SERVICE_TRACE_RATIO_INVALID: [
    {
      on: 'local',
      set: { 'services/producer/traceSampleRatio': 1.01 },
      path: 'services.producer.traceSampleRatio',
      got: '1.01',
      allowed: 'from 0 to 1',
    },
    {
      on: 'local',
      set: { 'services/producer/traceSampleRatio': NaN },
      path: 'services.producer.traceSampleRatio',
      got: 'NaN',
      allowed: 'from 0 to 1',
    },
  ],
  SERVICE_TRACE_ENDPOINT_INVALID: [
    {
      on: 'local',
      set: { 'services/producer/otlpEndpoint': 'collector:4318' },
      path: 'services.producer.otlpEndpoint',
      got: '"collector:4318"',
      allowed: 'an http or https URL',
    },
  ],
  SERVICE_DELIVERY_GIVES_UP_EARLY: [
    {
      on: 'eks-prod',
      set: { 'services/producer/deliveryTimeout': Duration.seconds(17) },
      path: 'services.producer.deliveryTimeout',
      got: '17 s',
      allowed: 'at least 18 s',
    },
  ],
  SERVICE_TRANSACTION_NOT_DURABLE: [
    {
      on: 'local',
      set: { 'topics/dev.pingpong.succeeded/durability': 'available' },
      path: "topics['dev.pingpong.succeeded'].durability",
      got: '"available", used by ping-pong',
      allowed: "'no-loss'",
    },
  ],
};
