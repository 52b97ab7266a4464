import { client } from '../defaults';
import { isLaptop } from '../placement';
import { readable } from '../capacity';
import { Size } from '../units';
import { describe, pathTo } from '../violation';
import { outside, wholeNumber } from './range';
import { relationRule } from './rule';

export const laptopsRunOneOfEach = relationRule({
  code: 'SERVICE_REPLICAS_ON_LAPTOP',
  title: 'a laptop runs one instance of a service: its port can be taken only once',
  allowed: '1 on a laptop',
  fix: 'leave it out',
  needs: ['platform', 'services'],
  check: ({ platform, services }) =>
    services.flatMap(({ name, replicas }) =>
      isLaptop(platform) && replicas !== 1
        ? [{ path: pathTo('services', name, 'replicas'), got: describe(replicas) }]
        : [],
    ),
});

export const everyMemberHasAPartition = relationRule({
  code: 'SERVICE_REPLICAS_EXCEED_PARTITIONS',
  title: 'a consumer group has no more members than its topics have partitions: the others would be given nothing',
  allowed: 'at most the partitions of the topic with the most of them',
  fix: 'use fewer replicas or a lower maxReplicas, or plan for more partitions (raising them moves keys)',
  needs: ['topics', 'services'],
  check: ({ topics, services }) =>
    services.flatMap(({ name, replicas, scaling, consumes }) => {
      const sources = topics.filter((topic) => consumes.includes(topic.name));
      if (sources.length === 0) return [];
      const members = wholeNumber(1, Math.max(...sources.map(({ partitions }) => partitions)));
      return [
        ...outside(pathTo('services', name, 'replicas'), replicas, members),
        ...outside(pathTo('services', name, 'scaling', 'maxReplicas'), scaling?.maxReplicas, members),
      ];
    }),
});

export const deliveryOutlastsAnElection = relationRule({
  code: 'SERVICE_DELIVERY_GIVES_UP_EARLY',
  title:
    "a record is waited for longer than a leader's death takes: until it is noticed, and an election and retries after that",
  allowed: "at least twice the brokers' session timeout (with 6 s, writes stood still for 9 to 11 s)",
  fix: 'raise the deliveryTimeout, or lower kafka.brokerSessionTimeout',
  needs: ['kafka', 'services'],
  check: ({ kafka, services }) => {
    const least = 2 * kafka.brokerSessionTimeout.toMilliseconds();
    return services.flatMap(({ name, deliveryTimeout }) =>
      deliveryTimeout.toMilliseconds() >= least
        ? []
        : [
            {
              path: pathTo('services', name, 'deliveryTimeout'),
              got: describe(deliveryTimeout),
              allowed: `at least ${least / 1000} s, with a session timeout of ${kafka.brokerSessionTimeout.toString()}`,
            },
          ],
    );
  },
});

export const queuesHoldABatch = relationRule({
  code: 'SERVICE_QUEUE_BELOW_BATCH',
  title: 'what may wait for the brokers has room for a batch and for the largest record that the service writes',
  allowed: `at least ${client.maxBatch.toString()} and the largest maxRecordSize of the topics it produces`,
  fix: 'raise the queueSize',
  needs: ['topics', 'services'],
  check: ({ topics, services }) =>
    services.flatMap(({ name, queueSize, produces }) => {
      const records = topics
        .filter((topic) => produces.includes(topic.name))
        .map(({ maxRecordSize }) => maxRecordSize.toBytes());
      const least = Math.max(client.maxBatch.toBytes(), ...records);
      if (records.length === 0 || queueSize.toBytes() >= least) return [];
      return [
        {
          path: pathTo('services', name, 'queueSize'),
          got: describe(queueSize),
          allowed: `at least ${readable(least)}`,
        },
      ];
    }),
});

export const queuesFitInMemory = relationRule({
  code: 'SERVICE_QUEUE_EXCEEDS_MEMORY',
  title: 'a full queue takes at most half of the memory: the other half is for the program and for what it reads',
  allowed: "at most half of the service's memory",
  fix: 'lower the queueSize, or give the service more memory',
  needs: ['services'],
  check: ({ services }) =>
    services.flatMap(({ name, queueSize, resources: { memory } }) => {
      const most = Size.bytes(Math.floor(memory.toBytes() / 2));
      return queueSize.compare(most) <= 0
        ? []
        : [
            {
              path: pathTo('services', name, 'queueSize'),
              got: describe(queueSize),
              allowed: `at most ${readable(most.toBytes())}`,
            },
          ];
    }),
});

export const transactionsNeedExactlyOnceTopics = relationRule({
  code: 'SERVICE_TRANSACTION_NOT_DURABLE',
  title: 'a service that replies in transactions reads and writes only topics whose profile keeps a transaction whole',
  allowed: "topics with a profile that is exactly-once: 'no-loss', 'survives-two-losses'",
  fix: "give the topic one of these, or make the service's contract not transactional",
  needs: ['topics', 'services'],
  check: ({ topics, services }) =>
    services
      .filter(({ transactional }) => transactional)
      .flatMap(({ name, produces, consumes }) =>
        topics
          .filter((topic) => !topic.profile.exactlyOnce && [...produces, ...consumes].includes(topic.name))
          .map((topic) => ({
            path: pathTo('topics', topic.name, 'durability'),
            got: `${describe(topic.durability)}, used by ${name}`,
          })),
      ),
});

export const clientRules = [
  laptopsRunOneOfEach,
  everyMemberHasAPartition,
  deliveryOutlastsAnElection,
  queuesHoldABatch,
  queuesFitInMemory,
  transactionsNeedExactlyOnceTopics,
];
