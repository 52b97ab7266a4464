import { Construct, type IDependable } from 'constructs';
import { namespaces, traceCollector } from '../../model/cluster-names';
import { chartVersions } from '../../model/versions';
import { collectorChart } from '../logging/collector-chart';
import { ChartRelease, type PublishedChart } from '../releases/chart-release';
import { ObjectsRelease } from '../releases/objects-release';
import { traceCollectorValues } from './collector-values';
import { tempoRelease } from './names';
import { tracingPolicies } from './network-policies';
import type { TracingSettings } from './settings';
import { tempoValues } from './tempo-values';

const { monitoring: namespace } = namespaces;

/** Of the community that took Grafana's charts over. */
export const tempoChart: PublishedChart = {
  repository: 'oci://ghcr.io/grafana-community/helm-charts',
  chart: 'tempo',
  version: chartVersions.tempo,
};

export interface TracingProps extends TracingSettings {
  /** What must be there before: the namespaces, the CRDs of prometheus-operator, what makes volumes. */
  readonly after: readonly IDependable[];
}

/** A store of traces, Tempo, and the Collector that services send theirs to. */
export class Tracing extends Construct {
  constructor(scope: Construct, id: string, { after, ...settings }: TracingProps) {
    super(scope, id);
    const place = { namespace, ...(settings.mirror === undefined ? {} : { mirror: settings.mirror }) };
    const policies = new ObjectsRelease(this, { name: 'tracing', namespace, objects: tracingPolicies(), after });
    const store = new ChartRelease(this, {
      ...place,
      name: tempoRelease,
      chart: tempoChart,
      values: tempoValues(settings),
      makes: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', namespace }],
      after: [policies],
    });
    new ChartRelease(this, {
      ...place,
      name: traceCollector,
      chart: collectorChart,
      values: traceCollectorValues(settings),
      after: [store],
    });
  }
}
