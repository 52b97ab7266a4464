import type { LiveCluster, LiveObject } from './kubectl';

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

const pods = { apiVersion: 'v1', kind: 'Pod' } as const;
const mostShown = 3;

function terminatedAs({ terminated }: ContainerState = {}): string {
  return terminated === undefined
    ? ''
    : `, before that ${terminated.reason ?? 'it ended'} (exit ${terminated.exitCode})`;
}

function ofContainer({ name, ready, state, lastState }: ContainerStatus): string[] {
  const { waiting, terminated } = state ?? {};
  if (waiting?.reason !== undefined && waiting.reason !== 'PodInitializing') {
    const told = waiting.message === undefined ? '' : `: ${waiting.message}`;
    return [`container ${name} ${waiting.reason}${told}${terminatedAs(lastState)}`];
  }
  if (terminated !== undefined && terminated.exitCode !== 0)
    return [`container ${name} ended with ${terminated.exitCode} (${terminated.reason})`];
  return ready === false && state !== undefined && 'running' in state
    ? [`container ${name} runs and is not ready`]
    : [];
}

function ofPod({ status, metadata }: LiveObject): string[] {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return [`${metadata.name} is ${scheduled.reason}: ${scheduled.message}`];
  const containers = ['initContainerStatuses', 'containerStatuses'].flatMap(
    (list) => (status?.[list] as readonly ContainerStatus[] | undefined) ?? [],
  );
  return containers.flatMap(ofContainer).map((reason) => `${metadata.name}: ${reason}`);
}

function selectorOf({ kind, metadata, spec, status }: LiveObject): string | undefined {
  // What has a scale of its own says which pods are its, as prometheus-operator's kinds do.
  if (typeof status?.['selector'] === 'string') return status['selector'];
  if (kind === 'Kafka') return `strimzi.io/cluster=${metadata.name}`;
  const { matchLabels } = (spec?.['selector'] ?? {}) as { readonly matchLabels?: Readonly<Record<string, string>> };
  const labels = Object.entries(matchLabels ?? {}).map(([label, value]) => `${label}=${value}`);
  return labels.length === 0 ? undefined : labels.join(',');
}

/** What holds up the pods of an object that is not ready: images, scheduling, crashes. Empty when it has none to blame. */
export async function podReasons(cluster: LiveCluster, object: LiveObject): Promise<readonly string[]> {
  const selector = selectorOf(object);
  const { namespace } = object.metadata;
  if (selector === undefined || namespace === undefined) return [];
  const found = (await cluster.list({ ...pods, namespace }, selector)) ?? [];
  const reasons = found.flatMap(ofPod);
  const more = reasons.length - mostShown;
  return [...reasons.slice(0, mostShown), ...(more > 0 ? [`and ${more} more`] : [])];
}
