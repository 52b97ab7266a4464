import { signals } from '../signals';
import { trends, type DashboardContent } from './view';

const { topics } = signals;

export const topicsDashboard: DashboardContent = {
  name: 'topics',
  title: 'Topics',
  purpose: 'What is written to each topic, how large it is and how far back it reaches.',
  rows: [
    { title: 'Traffic', views: trends(topics.messagesIn, topics.topicBytesIn, topics.topicBytesOut) },
    { title: 'What is kept', views: trends(topics.topicSize, topics.retained) },
    { title: 'Copies', views: trends(topics.topicUnderReplicated) },
  ],
};
