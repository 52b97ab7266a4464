import type { ReceiversSpec } from '../../model/spec';
import type { TelemetryAddresses } from '../../model/telemetry-sources';
import type { Duration, Size } from '../../model/units';
import { mirrored } from '../releases/mirror';
import type { SystemComponent } from './system-components';
import type { MonitoringTarget } from './target';

/** What the target of a deploy decides of the monitoring; the charts' values are made of it. */

/** `ephemeral`: what is kept goes with the pod. `volume`: it outlives it, on a claim of the class (@default - the cluster's). */
export type StorageKind = { readonly kind: 'ephemeral' } | { readonly kind: 'volume'; readonly storageClass?: string };
export type MetricsStorage = StorageKind & { readonly size: Size };

export interface MonitoringSettings {
  /** Label `environment` of all that leaves this Prometheus. */
  readonly environment: string;
  /** Registry that mirrors those of the images. @default - each from its own */
  readonly mirror?: string;
  readonly storage: MetricsStorage;
  /** How long samples are kept, if they fit. @default 7 days */
  readonly retention?: Duration;
  /** Parts of Kubernetes' control plane that can be scraped here. @default - none: minikube binds them to loopback, EKS hides them */
  readonly systemComponents?: readonly SystemComponent[];
  /** Who is told of alerts. @default - nobody: Alertmanager shows them */
  readonly receivers?: ReceiversSpec;
  /** Where logs and traces are asked for, as far as they are kept. @default - nowhere */
  readonly stores?: TelemetryAddresses;
  /** @default - every pod on any node, and the nodes' agents on all that the chart's own tolerations reach */
  readonly target?: MonitoringTarget;
}

/** Where the images of the chart come from; each chart's own registry when there is no mirror. */
export type Registry = (own: string) => { readonly image: { readonly registry?: string } };

/**
 * Below the mirror an image keeps its registry's name, so each image's `registry` is set and not `global.imageRegistry`,
 * which would put one name in the place of all.
 */
export const registryBehind =
  (mirror: string | undefined): Registry =>
  (own) => ({ image: mirror === undefined ? {} : { registry: mirrored(own, mirror) } });
