import { signals } from '../signals';
import { figure, trends, type DashboardContent } from './view';

const { groups, services } = signals;

export const groupsDashboard: DashboardContent = {
  name: 'groups',
  title: 'Consumer groups',
  purpose: 'How far behind each group is, in messages and in time, and whether it moves.',
  rows: [
    {
      title: 'Now',
      views: [
        figure(groups.groupLagSeconds, { title: 'Furthest behind', across: 'max' }),
        figure(groups.groupLag, { title: 'Largest lag', across: 'max' }),
        figure(groups.stalledPartitions, { title: 'Stalled partitions', across: 'sum' }),
        figure(groups.rebalances, { title: 'Rebalances', over: '1h' }),
        figure(services.paused, { title: 'Paused consumers', across: 'sum' }),
      ],
    },
    { title: 'Lag', views: trends(groups.groupLag, groups.groupLagSeconds, groups.stalledPartitions) },
    { title: 'Pace', views: trends(groups.groupProgress, groups.groupMembers, groups.rebalances) },
    { title: 'Our services, as they measure it', views: trends(services.serviceLag, services.serviceLagSeconds) },
  ],
};
