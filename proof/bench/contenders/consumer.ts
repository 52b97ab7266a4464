import { withAdmin } from '../../../local/kafka/cluster-probe';
import { waitUntil } from '../../../local/kafka/wait-until';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import { runService, startTogether, type ServiceProcess } from '../../service-process';
import { usageOf } from '../process-usage';
import { launchOf, onFreePorts, usageFigures } from './service';

const CONSUMED_LIMIT_MS = 300_000;

/** Forgets the group's positions, so that its next member begins at the topic's start. */
export async function forgetGroup({ servers }: BenchPlatform, group: string): Promise<void> {
  // None there yet at the first run.
  await withAdmin(servers, (admin) => admin.deleteGroups([group])).catch(() => undefined);
}

export const groupOf = ({ platform }: BenchPlatform, service: string): string =>
  platform.environment.services.find(({ name }) => name === service)?.group ?? service;

async function processedBy(services: readonly ServiceProcess[]): Promise<number> {
  const pages = await Promise.all(services.map((service) => service.status()));
  return pages.reduce((sum, { processed }) => sum + Number(processed ?? 0), 0);
}

/** @returns how many it were when they were enough */
export function processedAtLeast(
  services: readonly ServiceProcess[],
  records: number,
  signal: AbortSignal,
): Promise<number> {
  const probe = async (): Promise<number | undefined> => {
    signal.throwIfAborted();
    const processed = await processedBy(services);
    return processed >= records ? processed : undefined;
  };
  const what = `${services.length} instances to process ${records} records`;
  return waitUntil(what, probe, { timeoutMs: CONSUMED_LIMIT_MS, everyMs: 25 });
}

/** The consumer service from the topic's start: validates, processes and commits each record. */
export async function consume(
  platform: BenchPlatform,
  records: number,
  instances = 1,
  launch = launchOf(platform, 'consumer'),
): Promise<Figures> {
  const { signal } = platform.start;
  await forgetGroup(platform, groupOf(platform, 'consumer'));
  const launches = await onFreePorts(Array.from({ length: instances }, () => launch));
  const services = await startTogether(launches.map((launch) => () => runService(launch, 'live', signal)));
  try {
    const first = await processedAtLeast(services, 1, signal);
    const begun = performance.now();
    const before = services.map((service) => usageOf(service.pid));
    const processed = (await processedAtLeast(services, records, signal)) - first;
    const recordsPerSecond = (processed / (performance.now() - begun)) * 1000;
    const after = services.map((service) => usageOf(service.pid));
    return { recordsPerSecond, ...usageFigures(before, after, processed) };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}
