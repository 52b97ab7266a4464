import { brokersDashboard } from './brokers';
import { groupsDashboard } from './groups';
import { overview } from './overview';
import { platformDashboard } from './platform';
import { quorumDashboard } from './quorum';
import { serviceDashboard, type ServiceGrants } from './service';
import { topicsDashboard } from './topics';
import type { DashboardContent } from './view';

/** What the dashboards of an environment are made for. */
export interface ContentsProps {
  readonly services: readonly ServiceGrants[];
  /** How many brokers there should be. */
  readonly brokers: number;
}

export interface Contents {
  /** Where somebody begins. */
  readonly home: DashboardContent;
  /** The one that says more about a group of signals; of services each has its own. */
  readonly details: Readonly<Record<string, DashboardContent>>;
  readonly services: readonly DashboardContent[];
}

export const contentsFor = ({ services, brokers }: ContentsProps): Contents => ({
  home: overview(brokers),
  details: {
    brokers: brokersDashboard(brokers),
    quorum: quorumDashboard,
    topics: topicsDashboard,
    groups: groupsDashboard,
    platform: platformDashboard,
  },
  services: services.map(serviceDashboard),
});
