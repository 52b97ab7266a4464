import { Registry } from 'prom-client';
import type { ServiceMetrics } from '../../../services/shared/metrics';

/** Takes the place of `services/shared/metrics.ts` when a service is bundled to measure what its telemetry costs. */

export { eventTypeLabel } from '../../../services/shared/metrics';

const nothing = (): void => undefined;
const unmeasured = { inc: nothing, observe: nothing };

/** Counts nothing; its page is empty. */
export const createMetrics = (): ServiceMetrics =>
  new Proxy(
    { registry: new Registry() },
    { get: (own, name) => (name === 'registry' ? own.registry : unmeasured) },
  ) as unknown as ServiceMetrics;

export const observeConnectivity = nothing;
export const observeProducer = nothing;
export const observeConsumer = nothing;
