import { signals } from '../signals';
import { brokersUp } from './brokers';
import { figure, trends, type DashboardContent, type Row } from './view';

const { brokers, quorum, topics, groups, services, platform } = signals;

const isItUp = (brokerCount: number): Row => ({
  title: 'Is it up?',
  views: [
    brokersUp(brokerCount),
    figure(quorum.activeControllers, { title: 'Active controllers' }),
    figure(brokers.offlinePartitions, { title: 'Partitions without leader' }),
    figure(services.kafkaConnected, { title: 'Services reach brokers', across: 'min' }),
    figure(services.httpErrors, { title: 'Requests failed', across: 'max' }),
    figure(platform.targetsDown, { title: 'Not scraped', across: 'sum' }),
    figure(platform.nodesReady, { title: 'Nodes not ready', across: 'sum' }),
    figure(platform.podsNotReady, { title: 'Pods not ready', across: 'sum' }),
  ],
});

const questions: readonly Row[] = [
  {
    title: 'Is the data safe?',
    views: [
      figure(brokers.underMinIsr, { title: 'Below min.insync.replicas' }),
      figure(brokers.underReplicated, { title: 'Under-replicated' }),
      figure(brokers.uncleanElections, { title: 'Unclean elections', over: '1h' }),
      figure(brokers.offlineLogDirs, { title: 'Failed log directories', across: 'sum' }),
      figure(services.produceFailures, { title: 'Not acknowledged', across: 'sum' }),
      figure(services.deadLetters, { title: 'Dead letters', across: 'sum' }),
    ],
  },
  {
    title: 'Is it late?',
    views: [
      figure(services.endToEnd, { title: 'Written to processed, p99', across: 'max' }),
      figure(services.serviceLagSeconds, { title: 'Services behind', across: 'max' }),
      figure(groups.groupLagSeconds, { title: 'Any group behind', across: 'max' }),
      figure(groups.stalledPartitions, { title: 'Stalled partitions', across: 'sum' }),
      figure(services.produceLatency, { title: 'Acknowledged in, p99', across: 'max' }),
      figure(services.paused, { title: 'Paused consumers', across: 'sum' }),
    ],
  },
  {
    title: 'What is filling?',
    views: [
      figure(platform.timeToFull, { title: 'First volume full in', across: 'min' }),
      figure(platform.volumeFree, { title: 'Volume free, least', across: 'min' }),
      figure(platform.nodeMemory, { title: 'Node memory left, least', across: 'min' }),
      figure(brokers.handlerIdle, { title: 'Broker threads idle, least', across: 'min' }),
      figure(services.queueFill, { title: 'Producer queue, fullest', across: 'max' }),
      figure(platform.certificateAge, { title: 'First CA ends in', across: 'min' }),
    ],
  },
];

const history: readonly Row[] = [
  { title: 'Traffic', views: trends(services.httpTraffic, services.produced, services.consumed, topics.messagesIn) },
  {
    title: 'Lateness',
    views: trends(
      services.serviceLagSeconds,
      services.endToEnd,
      groups.groupLag,
      services.produceLatency,
      groups.rebalances,
    ),
  },
  {
    title: 'Trouble',
    views: trends(brokers.underReplicated, services.deadLetters, services.httpErrors, services.produceFailures),
  },
  { title: 'Room', views: trends(platform.volumeFree, platform.timeToFull, brokers.bytesIn, platform.nodeMemory) },
];

/** For who is called at night: four questions, answered in colours, then how it came to be. */
export const overview = (brokerCount: number): DashboardContent => ({
  name: 'overview',
  title: 'Overview',
  purpose: 'Is it up, is the data safe, is it late, what is filling? A panel leads to the dashboard that says more.',
  rows: [isItUp(brokerCount), ...questions, ...history],
});
