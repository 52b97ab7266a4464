import { namespaces } from '../../model/cluster-names';

/** Something that is scraped, with the labels its series get; those of a cluster come from its pods. */
export interface ScrapeTarget {
  /** `host:port`. */
  readonly address: string;
  readonly labels: Readonly<{ pod: string; service?: string }>;
}

/** Targets of one kind. */
export interface ScrapeJob {
  readonly name: string;
  readonly targets: readonly ScrapeTarget[];
}

/** What runs on this machine. */
export interface Observed {
  /** Endpoints of the brokers and controllers: `EmbeddedCluster.metricsTargets`. */
  readonly nodes: readonly { readonly id: number; readonly server: string }[];
  readonly services: readonly { readonly name: string; readonly instance: string; readonly address: string }[];
}

/** A pod monitor's job: `modules/monitoring/pod-monitors.ts`. */
const jobOf = (monitor: string): string => `${namespaces.platform}/${monitor}`;

/** Jobs of a platform on this machine, named and labelled as the pod monitors do it on a cluster. */
export function platformJobs({ nodes, services }: Observed): readonly ScrapeJob[] {
  return [
    {
      name: jobOf('kafka'),
      targets: nodes.map(({ id, server }) => ({ address: server, labels: { pod: `kafka-${id}` } })),
    },
    {
      name: jobOf('services'),
      targets: services.map(({ name, instance, address }) => ({ address, labels: { pod: instance, service: name } })),
    },
  ].filter(({ targets }) => targets.length > 0);
}
