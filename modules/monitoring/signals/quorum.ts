import { metric, scalar } from './query';
import type { Signal } from './signal';

const group = 'quorum';

export const quorumSignals = {
  activeControllers: {
    name: 'active-controllers',
    title: 'Active controllers',
    meaning:
      'Exactly 1. With 0 nothing changes in the cluster: no elections, no new topics; 2 for seconds is an election.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [() => metric('kafka_controller_kafkacontroller_activecontrollercount').sum()],
  },
  quorumLag: {
    name: 'quorum-lag',
    title: 'Metadata records a controller or broker lacks',
    meaning: 'A node that stays behind acts on old news. Normal: a few.',
    unit: 'messages',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [
      // A scalar keeps the pods' labels on the other side of the minus.
      () =>
        scalar(metric('kafka_server_raft_metrics_log_end_offset').max()).minus(
          metric('kafka_server_raft_metrics_log_end_offset').max('pod'),
        ),
    ],
  },
  elections: {
    name: 'controller-elections',
    title: 'Elections of a controller',
    meaning: 'Epochs of the quorum that began. Normal: one when a controller restarts.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [(window) => metric('kafka_server_raft_metrics_current_epoch').max().changes(window)],
  },
  voters: {
    name: 'quorum-voters',
    title: 'Voters of the quorum',
    meaning: 'Controllers as the quorum counts them, present or not.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [() => metric('kafka_server_raft_metrics_number_of_voters').max()],
  },
  metadataErrors: {
    name: 'metadata-errors',
    title: 'Metadata that could not be applied',
    meaning: 'A controller met records it cannot work with. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [() => metric('kafka_controller_kafkacontroller_metadataerrorcount').max('pod')],
  },
  controllerQueueTime: {
    name: 'controller-queue-time',
    title: 'Time events wait for the controller, 99th percentile',
    meaning: 'Rises when the controller has more changes than it can apply.',
    unit: 'milliseconds',
    kind: 'latency',
    group,
    by: ['pod'],
    expressions: [
      () => metric('kafka_controller_controllereventmanager_eventqueuetimems', { quantile: '0.99' }).max('pod'),
    ],
  },
  fencedBrokers: {
    name: 'fenced-brokers',
    title: 'Fenced brokers',
    meaning: 'Registered, and not heard of for the session timeout. Normal: 0, 1 while one restarts.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [() => metric('kafka_controller_kafkacontroller_fencedbrokercount').max()],
  },
} as const satisfies Readonly<Record<string, Signal>>;
