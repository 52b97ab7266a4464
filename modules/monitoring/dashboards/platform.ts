import { signals } from '../signals';
import { figure, trends, type DashboardContent } from './view';

const { platform } = signals;

export const platformDashboard: DashboardContent = {
  name: 'platform',
  title: 'Platform',
  purpose:
    'What Kafka and the services stand on: nodes, volumes, pods, certificates, operators, the monitoring itself, logs and traces.',
  rows: [
    {
      title: 'State',
      views: [
        figure(platform.targetsDown, { title: 'Not scraped', across: 'sum' }),
        figure(platform.nodesReady, { title: 'Nodes not ready', across: 'sum' }),
        figure(platform.podsNotReady, { title: 'Pods not ready', across: 'sum' }),
        figure(platform.claimsPending, { title: 'Claims pending', across: 'sum' }),
        figure(platform.resourcesNotReady, { title: 'Strimzi’s not ready', across: 'sum' }),
        figure(platform.certificateAge, { title: 'First CA ends in', across: 'min' }),
        figure(platform.restarts, { title: 'Container restarts', across: 'sum', over: '1h' }),
        figure(platform.reconciliationsFailed, { title: 'Failed reconciliations', across: 'sum', over: '1h' }),
        figure(platform.ruleFailures, { title: 'Rules not evaluated', over: '1h' }),
        figure(platform.notificationFailures, { title: 'Not notified', across: 'sum', over: '1h' }),
      ],
    },
    { title: 'Kafka’s volumes', views: trends(platform.volumeFree, platform.timeToFull) },
    {
      title: 'Nodes',
      views: trends(
        platform.nodeCpu,
        platform.nodeMemory,
        platform.nodeDiskBusy,
        platform.nodeDiskFree,
        platform.nodeNetwork,
      ),
    },
    { title: 'Pods', views: trends(platform.podsNotReady, platform.restarts, platform.throttled) },
    { title: 'Certificates and operators', views: trends(platform.certificateAge, platform.reconciliationsFailed) },
    { title: 'Monitoring', views: trends(platform.targetsDown) },
    {
      title: 'Logs and traces',
      views: [
        figure(platform.logStoreUp, { title: 'Loki answers' }),
        figure(platform.logLinesLost, { title: 'Log lines lost', across: 'sum', over: '1h' }),
        figure(platform.logLinesRefused, { title: 'Log lines refused', across: 'sum', over: '1h' }),
        figure(platform.spansLost, { title: 'Spans lost', across: 'sum', over: '1h' }),
        figure(platform.spansRefused, { title: 'Spans refused', across: 'sum', over: '1h' }),
        figure(platform.telemetryQueue, { title: 'Fullest queue', across: 'max' }),
        ...trends(
          platform.logLinesSent,
          platform.logLinesLost,
          platform.logLinesRefused,
          platform.spansSent,
          platform.spansLost,
          platform.spansRefused,
          platform.telemetryQueue,
        ),
      ],
    },
  ],
};
