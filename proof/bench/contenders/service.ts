import { chooseFreePorts } from '../../../local/kafka/ports';
import { ask } from '../../../local/platform/http';
import type { ServiceLaunch } from '../../../local/platform/service-process';
import { BenchError } from '../bench-error';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import type { ServiceProcess } from '../../service-process';
import type { Usage } from '../process-usage';

/** How the environment starts it. */
export function launchOf({ platform }: BenchPlatform, name: string): ServiceLaunch {
  const found = platform.services.find((launch) => launch.name === name);
  if (found !== undefined) return found;
  throw new BenchError('BENCH_OPTION', `the environment has no service '${name}'.`);
}

/** The same services, where several of one can run beside each other. */
export async function onFreePorts(launches: readonly ServiceLaunch[]): Promise<ServiceLaunch[]> {
  const ports = await chooseFreePorts(launches.length, []);
  return launches.map((launch, index) => {
    const port = ports[index] ?? launch.port;
    const own = { HTTP_PORT: String(port), SERVICE_INSTANCE: `${launch.name}-${index}` };
    return { ...launch, port, variables: { ...launch.variables, ...own } };
  });
}

/** What several processes used together between two looks. */
export function usageFigures(before: readonly Usage[], after: readonly Usage[], records: number): Figures {
  const cpu = (usages: readonly Usage[]): number => usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return {
    cpuSecondsPerMillion: ((cpu(after) - cpu(before)) / Math.max(1, records)) * 1e6,
    peakMebibytes: after.reduce((sum, { peakBytes }) => sum + peakBytes, 0) / 2 ** 20,
  };
}

/** A counter of its metrics page, summed over all labels. */
export async function metricOf({ url }: ServiceProcess, name: string): Promise<number> {
  const { text } = await ask(`${url}/metrics`);
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'gm'))].map((found) =>
    Number(found[1]),
  );
  if (values.length === 0) throw new Error(`${url}/metrics has no ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}
