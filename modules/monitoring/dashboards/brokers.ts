import { signals } from '../signals';
import { figure, trends, type DashboardContent, type Figure } from './view';

const { brokers } = signals;

/** @param count as many as there should be */
export const brokersUp = (count: number): Figure =>
  figure(brokers.brokersUp, { title: 'Brokers', normal: { wellFrom: count, badBelow: count } });

export const brokersDashboard = (brokerCount: number): DashboardContent => ({
  name: 'brokers',
  title: 'Brokers',
  purpose: 'What each broker does, how busy it is, and whether copies are whole.',
  rows: [
    {
      title: 'State',
      views: [
        brokersUp(brokerCount),
        figure(brokers.offlinePartitions, { title: 'Partitions without leader' }),
        figure(brokers.underMinIsr, { title: 'Below min.insync.replicas' }),
        figure(brokers.underReplicated, { title: 'Under-replicated' }),
        figure(brokers.leaderImbalance, { title: 'Not led as preferred' }),
        figure(brokers.uncleanElections, { title: 'Unclean elections', over: '1h' }),
        figure(brokers.offlineLogDirs, { title: 'Failed log directories', across: 'sum' }),
        figure(brokers.deadCleaner, { title: 'Dead log cleaners', across: 'sum' }),
        figure(brokers.lateTransactions, { title: 'Late transactions' }),
        figure(brokers.failedAuthentications, { title: 'Failed sign-ins', across: 'sum', over: '1h' }),
      ],
    },
    { title: 'Copies', views: trends(brokers.underReplicated, brokers.isrShrinks) },
    {
      title: 'Requests',
      views: trends(brokers.produceTime, brokers.fetchTime, brokers.requestQueueTime, brokers.requestErrors),
    },
    {
      title: 'Load',
      views: trends(brokers.bytesIn, brokers.bytesOut, brokers.handlerIdle, brokers.networkIdle),
    },
    {
      title: 'Process and clients',
      views: trends(brokers.heapUsed, brokers.gcTime, brokers.connections, brokers.failedAuthentications),
    },
  ],
});
