import { metric, partOf, type Query } from './query';
import type { Signal } from './signal';

const group = 'brokers';
const REPLICA_MANAGER = 'kafka_server_replicamanager';

/** From a request's arrival to its answer, on the slowest broker. */
const totalTime = (request: 'Produce' | 'FetchConsumer'): Query =>
  metric('kafka_network_requestmetrics_totaltimems', { request, quantile: { matches: '0.5|0.99|0.999' } }).max(
    'quantile',
  );

/** Sums over brokers count a partition once: each has one leader, and only leaders count. */
export const brokerSignals = {
  brokersUp: {
    name: 'brokers-up',
    title: 'Brokers that are part of the cluster',
    meaning: 'Brokers that are registered and not fenced. Fewer than the environment has: one is away or cut off.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      () => metric('kafka_controller_kafkacontroller_activebrokercount').max(),
      () => metric('kafka_brokers').max(),
    ],
  },
  offlinePartitions: {
    name: 'offline-partitions',
    title: 'Partitions without a leader',
    meaning: 'Nobody can write to them or read from them. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      () => metric('kafka_controller_kafkacontroller_offlinepartitionscount').max(),
      // Kafka Exporter has no leader's series for a partition that has none.
      () =>
        metric('kafka_topic_partitions')
          .max('topic')
          .sum()
          .minus(
            metric('kafka_topic_partition_leader')
              .max('topic', 'partition')
              .count()
              .or(metric('kafka_brokers').max().times(0)),
          ),
    ],
  },
  underMinIsr: {
    name: 'under-min-isr-partitions',
    title: 'Partitions below min.insync.replicas',
    meaning: 'Writes with acks=all are refused; what was acknowledged is safe. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [() => metric(`${REPLICA_MANAGER}_underminisrpartitioncount`).sum()],
  },
  underReplicated: {
    name: 'under-replicated-partitions',
    title: 'Partitions with fewer copies in sync than they should have',
    meaning: 'One more loss hurts. Normal: 0, and some for minutes while brokers roll.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      () => metric(`${REPLICA_MANAGER}_underreplicatedpartitions`).sum(),
      () => metric('kafka_topic_partition_under_replicated_partition').sum(),
    ],
  },
  isrShrinks: {
    name: 'isr-shrinks',
    title: 'ISR shrinks',
    meaning:
      'Followers that fell behind and that a leader took out of the in-sync replicas; those of a broker that is gone are the controller’s to take out, and do not count. Normal: none for hours.',
    unit: 'per second',
    kind: 'rate',
    group,
    by: ['pod'],
    expressions: [(window) => metric(`${REPLICA_MANAGER}_isrshrinkspersec_total`).rate(window).sum('pod')],
  },
  uncleanElections: {
    name: 'unclean-elections',
    title: 'Unclean leader elections',
    meaning: 'A replica that lacked records became leader: acknowledged messages may be lost. Normal: never.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      (window) => metric('kafka_controller_controllerstats_uncleanleaderelectionspersec_total').increase(window).sum(),
    ],
  },
  offlineLogDirs: {
    name: 'offline-log-dirs',
    title: 'Log directories that failed',
    meaning: 'The broker could not write to a disk and gave it up. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [() => metric('kafka_log_logmanager_offlinelogdirectorycount').max('pod')],
  },
  leaderImbalance: {
    name: 'leader-imbalance',
    title: 'Partitions not led by their preferred replica',
    meaning: 'Load is uneven until the leaders move back, which Kafka does by itself every five minutes.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      () => metric('kafka_controller_kafkacontroller_preferredreplicaimbalancecount').max(),
      () =>
        metric('kafka_topic_partition_leader_is_preferred')
          .equals(0)
          .count()
          .or(metric('kafka_brokers').max().times(0)),
    ],
  },
  handlerIdle: {
    name: 'request-handler-idle',
    title: 'Request handlers idle',
    meaning: 'Share of time in which the I/O threads wait for work. Below 0.3 requests queue.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [
      // Nanoseconds of one thread's worth: the meter is divided by the number of threads (KafkaRequestHandler.scala).
      (window) =>
        metric('kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total')
          .rate(window)
          .max('pod')
          .over(1e9)
          .atMost(1),
    ],
  },
  networkIdle: {
    name: 'network-processor-idle',
    title: 'Network processors idle',
    meaning: 'Share of time in which the network threads wait for something to do. Below 0.3 connections wait.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [() => metric('kafka_network_socketserver_networkprocessoravgidlepercent').min('pod')],
  },
  produceTime: {
    name: 'produce-time',
    title: 'Produce request time',
    meaning:
      'From the arrival of a write to its answer, the wait for followers included; quantiles of a sliding sample.',
    unit: 'milliseconds',
    kind: 'latency',
    group,
    by: ['quantile'],
    expressions: [() => totalTime('Produce')],
  },
  fetchTime: {
    name: 'fetch-time',
    title: 'Fetch request time of consumers',
    meaning: 'Includes the wait for data (fetch.max.wait.ms): long on an idle topic, and that is well.',
    unit: 'milliseconds',
    kind: 'latency',
    group,
    by: ['quantile'],
    expressions: [() => totalTime('FetchConsumer')],
  },
  requestQueueTime: {
    name: 'request-queue-time',
    title: 'Time requests wait for a handler, 99th percentile',
    meaning: 'Rises when a broker has more to do than it can.',
    unit: 'milliseconds',
    kind: 'latency',
    group,
    by: ['pod'],
    expressions: [
      () =>
        metric('kafka_network_requestmetrics_requestqueuetimems', { request: 'Produce', quantile: '0.99' }).max('pod'),
    ],
  },
  requestErrors: {
    name: 'request-errors',
    title: 'Requests answered with an error',
    meaning: 'By error code. Elections cause NOT_LEADER_OR_FOLLOWER, which clients mend by themselves.',
    unit: 'per second',
    kind: 'rate',
    group,
    by: ['error'],
    expressions: [
      (window) =>
        metric('kafka_network_requestmetrics_errorspersec_total', { error: { not: 'NONE' } })
          .rate(window)
          .sum('error'),
    ],
  },
  bytesIn: {
    name: 'broker-bytes-in',
    title: 'Bytes in from clients',
    meaning: 'What producers write, compressed as they sent it, without replication.',
    unit: 'bytes per second',
    kind: 'rate',
    group,
    by: ['pod'],
    expressions: [
      (window) => metric('kafka_server_brokertopicmetrics_bytesinpersec_total', { topic: '' }).rate(window).sum('pod'),
    ],
  },
  bytesOut: {
    name: 'broker-bytes-out',
    title: 'Bytes out to clients',
    meaning: 'What consumers read, without replication.',
    unit: 'bytes per second',
    kind: 'rate',
    group,
    by: ['pod'],
    expressions: [
      (window) => metric('kafka_server_brokertopicmetrics_bytesoutpersec_total', { topic: '' }).rate(window).sum('pod'),
    ],
  },
  gcTime: {
    name: 'jvm-gc-time',
    title: 'Share of time in garbage collection',
    meaning: 'Above a tenth, requests wait for the collector; near the session timeout a pause fences the broker.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [(window) => partOf('jvm_gc_collection_seconds', 'sum').rate(window).sum('pod')],
  },
  heapUsed: {
    name: 'jvm-heap-used',
    title: 'Heap used',
    meaning: 'Share of the largest heap; the page cache, not the heap, holds the data.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [
      () =>
        metric('jvm_memory_used_bytes', { area: 'heap' })
          .max('pod')
          .over(metric('jvm_memory_max_bytes', { area: 'heap' }).max('pod')),
    ],
  },
  connections: {
    name: 'broker-connections',
    title: 'Client connections',
    meaning: 'A sudden rise is a client that reconnects in a loop.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod', 'listener'],
    expressions: [() => metric('kafka_server_socket_server_metrics_connection_count').sum('pod', 'listener')],
  },
  failedAuthentications: {
    name: 'failed-authentications',
    title: 'Failed authentications',
    meaning: 'Somebody signs in with the wrong credentials. Normal: none.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['listener'],
    // Kafka's `-total` attributes lose their suffix in the reporter and become gauges that rise.
    expressions: [
      (window) =>
        metric('kafka_server_socket_server_metrics_failed_authentication').delta(window).noLessThan(0).sum('listener'),
    ],
  },
  lateTransactions: {
    name: 'late-transactions',
    title: 'Partitions with a transaction that is open for too long',
    meaning: 'read_committed consumers wait behind it. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [() => metric(`${REPLICA_MANAGER}_partitionswithlatetransactionscount`).sum()],
  },
  deadCleaner: {
    name: 'dead-log-cleaners',
    title: 'Log cleaner threads that died',
    meaning: 'Compacted topics, the offsets of groups among them, grow without end. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [() => metric('kafka_log_logcleaner_deadthreadcount').max('pod')],
  },
} as const satisfies Readonly<Record<string, Signal>>;
