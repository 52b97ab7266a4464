import type { ResourcesSpec } from '../spec';
import { Cpu, Duration, Size } from '../units';
import { describe, pathTo } from '../violation';
import { cpuFrom, durationFrom, outside, sizeFrom, wholeNumber } from './range';
import { valueRule, type Finding } from './rule';

/** A broker's disk, memory and processors: anything below is a slip of the pen, anything above as well. */
const brokerCpu = cpuFrom(Cpu.millicores(50), Cpu.cores(192));
const brokerMemory = sizeFrom(Size.mebibytes(256), Size.gibibytes(1536));
const brokerHeap = sizeFrom(Size.mebibytes(128), Size.gibibytes(64));
const brokerVolume = sizeFrom(Size.mebibytes(256), Size.tebibytes(64));

function outsideResources(at: string, { cpu, memory }: ResourcesSpec): Finding[] {
  return [
    ...outside(pathTo('kafka', at, 'cpu'), cpu, brokerCpu),
    ...outside(pathTo('kafka', at, 'memory'), memory, brokerMemory),
  ];
}

export const brokersAreCounted = valueRule({
  code: 'KAFKA_BROKERS_INVALID',
  title: 'a cluster has a whole number of brokers',
  allowed: wholeNumber(1, 300).allowed,
  fix: 'use three brokers or a multiple of the zones',
  needs: ['kafka'],
  check: ({ kafka }) => outside('kafka.brokers', kafka.brokers, wholeNumber(1, 300)),
});

const quorums = [3, 5, 7];

export const controllersAreOdd = valueRule({
  code: 'KAFKA_CONTROLLERS_INVALID',
  title: 'controllers of their own are an odd number: an even one more adds a vote and survives no further loss',
  allowed: "3, 5, 7 or 'combined'",
  fix: 'use 3; 5 to survive the loss of two',
  needs: ['kafka'],
  check: ({ kafka: { controllers } }) =>
    controllers === 'combined' || quorums.includes(controllers)
      ? []
      : [{ path: 'kafka.controllers', got: describe(controllers) }],
});

export const resourcesAreReal = valueRule({
  code: 'KAFKA_RESOURCES_INVALID',
  title: 'brokers and controllers have processors, memory, a heap and a volume',
  allowed: `cpu ${brokerCpu.allowed}; memory ${brokerMemory.allowed}; heap ${brokerHeap.allowed}; volume ${brokerVolume.allowed}`,
  fix: 'give a size in that range',
  needs: ['kafka'],
  check: ({ kafka }) => [
    ...outsideResources('resources', kafka.resources),
    ...outsideResources('controllerResources', kafka.controllerResources),
    ...outside('kafka.heap', kafka.heap, brokerHeap),
    ...outside('kafka.volume.size', kafka.volume.size, brokerVolume),
  ],
});

export const heapIsWholeMebibytes = valueRule({
  code: 'KAFKA_HEAP_FRACTIONAL',
  title: 'a heap is a whole number of MiB, as Java is told it',
  allowed: 'a whole number of MiB',
  fix: 'use Size.mebibytes',
  needs: ['kafka'],
  check: ({ kafka: { heap } }) =>
    heap.toBytes() % Size.mebibytes(1).toBytes() === 0 ? [] : [{ path: 'kafka.heap', got: describe(heap) }],
});

export const headroomIsAShare = valueRule({
  code: 'KAFKA_HEADROOM_INVALID',
  title: 'headroom is a share of the volume: some stays free, some is used',
  allowed: 'more than 0 and less than 1',
  fix: 'use 0.25, or leave it out',
  needs: ['kafka'],
  check: ({ kafka: { volume } }) =>
    volume.headroom > 0 && volume.headroom < 1
      ? []
      : [{ path: 'kafka.volume.headroom', got: describe(volume.headroom) }],
});

const replicaLimit = wholeNumber(1, 10_000);

export const replicaLimitIsSane = valueRule({
  code: 'KAFKA_REPLICA_LIMIT_INVALID',
  title: 'the most replicas that a broker may hold is a whole number that a broker can hold',
  allowed: replicaLimit.allowed,
  fix: 'leave it out for 4000',
  needs: ['kafka'],
  check: ({ kafka }) => outside('kafka.maxReplicasPerBroker', kafka.maxReplicasPerBroker, replicaLimit),
});

/** Two of Kafka's own `broker.heartbeat.interval.ms` (2 s) at least, so that one lost heartbeat fences nobody. */
const sessionTimeout = durationFrom(Duration.seconds(4), Duration.seconds(60));

export const sessionTimeoutSpansTwoHeartbeats = valueRule({
  code: 'KAFKA_SESSION_TIMEOUT_INVALID',
  title: 'a broker is fenced after it has missed two heartbeats (2 s each) and not so late that writes stand still',
  allowed: sessionTimeout.allowed,
  fix: "leave it out for Kafka's own 9 s",
  needs: ['kafka'],
  check: ({ kafka }) => outside('kafka.brokerSessionTimeout', kafka.brokerSessionTimeout, sessionTimeout),
});

const flushMessages = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const flushInterval = durationFrom(Duration.milliseconds(1), Duration.days(7));

export const flushesAreCounted = valueRule({
  code: 'KAFKA_FLUSH_INVALID',
  title: 'a forced flush comes after some messages or some time',
  allowed: `messages: ${flushMessages.allowed}; interval: ${flushInterval.allowed}`,
  fix: 'leave it out: replication keeps the data, as Kafka advises',
  needs: ['kafka'],
  check: ({ kafka }) => [
    ...outside('kafka.flushMessages', kafka.flushMessages, flushMessages),
    ...outside('kafka.flushInterval', kafka.flushInterval, flushInterval),
  ],
});

export const kafkaValueRules = [
  brokersAreCounted,
  controllersAreOdd,
  resourcesAreReal,
  heapIsWholeMebibytes,
  headroomIsAShare,
  replicaLimitIsSane,
  sessionTimeoutSpansTwoHeartbeats,
  flushesAreCounted,
];
