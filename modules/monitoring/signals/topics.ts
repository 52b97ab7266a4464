import { metric } from './query';
import type { Signal } from './signal';

const group = 'topics';

export const topicSignals = {
  messagesIn: {
    name: 'topic-messages-in',
    title: 'Messages written',
    meaning: 'By topic.',
    unit: 'messages per second',
    kind: 'rate',
    group,
    by: ['topic'],
    expressions: [
      (window) =>
        metric('kafka_server_brokertopicmetrics_messagesinpersec_total', { topic: { not: '' } })
          .rate(window)
          .sum('topic'),
      (window) => metric('kafka_topic_partition_current_offset').rate(window).sum('topic'),
    ],
  },
  topicBytesIn: {
    name: 'topic-bytes-in',
    title: 'Bytes written',
    meaning: 'By topic, compressed as they came.',
    unit: 'bytes per second',
    kind: 'rate',
    group,
    by: ['topic'],
    expressions: [
      (window) =>
        metric('kafka_server_brokertopicmetrics_bytesinpersec_total', { topic: { not: '' } })
          .rate(window)
          .sum('topic'),
    ],
  },
  topicBytesOut: {
    name: 'topic-bytes-out',
    title: 'Bytes read',
    meaning: 'By topic, all groups together.',
    unit: 'bytes per second',
    kind: 'rate',
    group,
    by: ['topic'],
    expressions: [
      (window) =>
        metric('kafka_server_brokertopicmetrics_bytesoutpersec_total', { topic: { not: '' } })
          .rate(window)
          .sum('topic'),
    ],
  },
  topicSize: {
    name: 'topic-size',
    title: 'Size on disk, all copies',
    meaning: 'What retention leaves of a topic, times its copies.',
    unit: 'bytes',
    kind: 'amount',
    group,
    by: ['topic'],
    expressions: [() => metric('kafka_log_log_size').sum('topic')],
  },
  retained: {
    name: 'topic-retained-time',
    title: 'How far back a topic reaches at the present rate',
    meaning:
      'Messages that are kept, divided by messages a second. Below what a group may be behind, data is lost to it.',
    unit: 'seconds',
    kind: 'forecast',
    group,
    by: ['topic'],
    expressions: [
      () =>
        metric('kafka_topic_partition_current_offset')
          .minus(metric('kafka_topic_partition_oldest_offset'))
          .sum('topic')
          .over(metric('kafka_topic_partition_current_offset').rate('1h').sum('topic').above(0)),
    ],
  },
  topicUnderReplicated: {
    name: 'topic-under-replicated',
    title: 'Under-replicated partitions by topic',
    meaning: 'Whose data has a copy less than it should.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['topic'],
    expressions: [
      () => metric('kafka_cluster_partition_underreplicated').sum('topic'),
      () => metric('kafka_topic_partition_under_replicated_partition').sum('topic'),
    ],
  },
} as const satisfies Readonly<Record<string, Signal>>;
