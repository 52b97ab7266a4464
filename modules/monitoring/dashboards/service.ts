import type { Service } from '../../../model/environment';
import { signals } from '../signals';
import { only } from './only';
import { figure, trends, type DashboardContent, type Row } from './view';

/** What a service says of itself, and what it may do on the brokers. */
export type ServiceGrants = Pick<
  Service,
  'name' | 'description' | 'produces' | 'consumes' | 'group' | 'deadLetter' | 'replicas' | 'transactional'
>;

const { groups, services, topics } = signals;

const stateRow = ({ name, consumes, replicas }: ServiceGrants): Row => {
  const service = { service: name };
  const consuming = [
    figure(only(services.endToEnd, service), { title: 'Written to processed, p99', across: 'max' }),
    figure(only(services.serviceLagSeconds, service), { title: 'Behind', across: 'max' }),
    figure(only(services.deadLetters, service), { title: 'Dead letters', across: 'sum' }),
    figure(only(services.paused, service), { title: 'Paused', across: 'sum' }),
  ];
  const answering = [
    figure(only(services.httpErrors, service), { title: 'Requests failed' }),
    figure(only(services.httpLatency, service), { title: 'Answered in, p99' }),
    figure(only(services.produceFailures, service), { title: 'Not acknowledged', across: 'sum' }),
    figure(only(services.overload, service), { title: 'Refused', across: 'sum' }),
  ];
  return {
    title: 'Now',
    views: [
      figure(only(services.serviceUp, service), {
        title: 'Instances',
        normal: { wellFrom: replicas, badBelow: 1 },
      }),
      figure(only(services.kafkaConnected, service), { title: 'Reaches brokers', across: 'min' }),
      ...(consumes.length > 0 ? consuming : answering),
    ],
  };
};

/** Traffic, latency, errors and saturation; of what comes over HTTP, and of what comes from topics. */
function goldenRows({ name, consumes, transactional }: ServiceGrants): Row[] {
  const service = { service: name };
  const http = [only(services.httpTraffic, service), only(services.httpLatency, service)];
  const events = [only(services.consumed, service), only(services.processingRate, service)];
  const time = [only(services.processingTime, service), only(services.endToEnd, service)];
  const failed = [
    only(services.retries, service),
    only(services.deadLetters, service),
    only(services.repeats, service),
  ];
  const saturation = [
    only(services.eventLoopLag, service),
    only(services.serviceCpu, service),
    only(services.serviceMemory, service),
    // A transaction holds what its batch of records asks for, and no queue.
    ...(transactional ? [] : [only(services.queueFill, service)]),
  ];
  const reads = consumes.length > 0;
  return [
    ...(reads ? [{ title: 'Traffic', views: trends(...events) }] : []),
    ...(reads ? [{ title: 'Latency', views: trends(...time) }] : []),
    ...(reads ? [{ title: 'Errors', views: trends(...failed) }] : []),
    { title: reads ? 'Over HTTP' : 'Traffic and latency', views: trends(...http) },
    {
      title: reads ? 'Errors over HTTP' : 'Errors',
      views: trends(only(services.httpErrors, service), only(services.overload, service)),
    },
    { title: 'Saturation', views: trends(...saturation) },
  ];
}

function writtenRow({ name, produces }: ServiceGrants): Row[] {
  if (produces.length === 0) return [];
  const service = { service: name };
  return [
    {
      title: `Topics it writes: ${produces.join(', ')}`,
      views: trends(
        only(services.produced, service),
        only(services.produceLatency, service),
        only(services.produceFailures, service),
        only(topics.messagesIn, { topic: produces }),
      ),
    },
  ];
}

function readRow({ name, consumes }: ServiceGrants): Row[] {
  if (consumes.length === 0) return [];
  const service = { service: name };
  return [
    {
      title: `Topics it reads: ${consumes.join(', ')}`,
      views: trends(
        only(services.serviceLag, service),
        only(services.serviceLagSeconds, service),
        only(topics.messagesIn, { topic: consumes }),
        only(topics.retained, { topic: consumes }),
      ),
    },
  ];
}

/** A service's own measure ends with it; the brokers' goes on, and says that nobody reads. */
function groupRow({ name, group }: ServiceGrants): Row[] {
  if (group === undefined) return [];
  const consumergroup = { consumergroup: group };
  return [
    {
      title: `Its group, as the brokers know it: ${group}`,
      views: trends(
        only(groups.groupLag, consumergroup),
        only(groups.groupLagSeconds, consumergroup),
        only(groups.groupMembers, consumergroup),
        only(services.serviceRebalances, { service: name }),
      ),
    },
  ];
}

function deadLetterRow({ deadLetter }: ServiceGrants): Row[] {
  if (deadLetter === undefined) return [];
  return [
    {
      title: `What it gave up: ${deadLetter}`,
      views: trends(only(topics.messagesIn, { topic: deadLetter }), only(topics.topicSize, { topic: deadLetter })),
    },
  ];
}

/** One service: its golden signals, and the topics that its grants name. */
export const serviceDashboard = (service: ServiceGrants): DashboardContent => ({
  name: `service-${service.name}`,
  title: `Service ${service.name}`,
  purpose: `${service.description}.`,
  rows: [
    stateRow(service),
    ...goldenRows(service),
    ...readRow(service),
    ...groupRow(service),
    ...writtenRow(service),
    ...deadLetterRow(service),
  ],
});
