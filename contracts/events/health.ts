import { z } from 'zod';
import { jsonCodec } from './codec';

/** What the health command of a service writes to prove that the brokers acknowledge. */
export const healthProbeSchema = z.strictObject({
  service: z.string().min(1),
  instance: z.string().min(1),
  timestamp: z.iso.datetime({ offset: true }),
});
export type HealthProbe = z.infer<typeof healthProbeSchema>;
export const healthProbeCodec = jsonCodec<HealthProbe>(healthProbeSchema);
