import { metric } from './query';
import type { Signal } from './signal';

const group = 'groups';
const byGroup = ['consumergroup', 'topic'] as const;

/** Each partition once, though two exporters may be there while one replaces the other. */
const lagOfPartition = () => metric('kafka_consumergroup_lag').noLessThan(0).max('consumergroup', 'topic', 'partition');

export const groupSignals = {
  groupLag: {
    name: 'group-lag',
    title: 'Lag in messages',
    meaning: 'Messages between what a group has committed and the end of the topic.',
    unit: 'messages',
    kind: 'amount',
    group,
    by: byGroup,
    expressions: [() => lagOfPartition().sum(...byGroup)],
  },
  groupLagSeconds: {
    name: 'group-lag-seconds',
    title: 'Lag in seconds',
    meaning:
      'How long ago the message at the group’s position was written, as the rate of the last ten minutes has it; an estimate for any group. Our services measure theirs (service-lag-seconds).',
    unit: 'seconds',
    kind: 'amount',
    group,
    by: byGroup,
    expressions: [
      () =>
        lagOfPartition()
          .sum(...byGroup)
          .over(metric('kafka_topic_partition_current_offset').rate('10m').sum('topic').noLessThan(0.001), {
            on: ['topic'],
            groupLeft: [],
          }),
    ],
  },
  groupMembers: {
    name: 'group-members',
    title: 'Members of a group',
    meaning: 'With 0 nobody reads. More than partitions: some are idle.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['consumergroup'],
    expressions: [() => metric('kafka_consumergroup_members').max('consumergroup')],
  },
  groupProgress: {
    name: 'group-progress',
    title: 'Messages committed by a group',
    meaning: 'The pace of a group. 0 while it lags: it is stalled.',
    unit: 'messages per second',
    kind: 'rate',
    group,
    by: byGroup,
    expressions: [
      (window) =>
        metric('kafka_consumergroup_current_offset')
          .rate(window)
          .sum(...byGroup),
    ],
  },
  stalledPartitions: {
    name: 'stalled-partitions',
    title: 'Partitions a group lags on and does not move',
    meaning: 'A member that hangs, a poison message, or nobody assigned.',
    unit: 'count',
    kind: 'amount',
    group,
    by: byGroup,
    expressions: [
      () =>
        metric('kafka_consumergroup_lag')
          .above(0)
          .and(metric('kafka_consumergroup_current_offset').delta('5m').equals(0))
          .count(...byGroup),
    ],
  },
  rebalances: {
    name: 'group-rebalances',
    title: 'Rebalances, all groups',
    meaning: 'Each stops a group for a moment. Normal: one for each member that comes or goes.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [
      (window) =>
        metric('kafka_server_group_coordinator_metrics_group_completed_rebalance_count')
          .delta(window)
          .noLessThan(0)
          .sum(),
    ],
  },
} as const satisfies Readonly<Record<string, Signal>>;
