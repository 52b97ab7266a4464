import { signals } from '../signals';
import { figure, trends, type DashboardContent } from './view';

const { quorum } = signals;

export const quorumDashboard: DashboardContent = {
  name: 'quorum',
  title: 'KRaft quorum',
  purpose: 'Who decides, whether everybody keeps up with it, and how often that changes.',
  rows: [
    {
      title: 'State',
      views: [
        figure(quorum.activeControllers, { title: 'Active controllers' }),
        figure(quorum.voters, { title: 'Voters' }),
        figure(quorum.fencedBrokers, { title: 'Fenced brokers' }),
        figure(quorum.elections, { title: 'Elections', over: '1h' }),
        figure(quorum.metadataErrors, { title: 'Metadata errors', across: 'sum' }),
        figure(quorum.quorumLag, { title: 'Furthest behind', across: 'max' }),
      ],
    },
    {
      title: 'Trends',
      views: trends(quorum.quorumLag, quorum.controllerQueueTime, quorum.elections, quorum.fencedBrokers),
    },
  ],
};
