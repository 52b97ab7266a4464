import type { GateRequest, Leftovers, PodsRef, SelectedLeftovers, VolumeLeftovers } from '../../model/gate';
import { DeployError } from './deploy-error';
import type { LiveCluster, LiveObject } from './kubectl';
import { requested } from './requested';
import { listed, nameOf, untilNonePending, type Pending, type WaitProps } from './waiting';

/** Who holds it: finalizers, and what a namespace says of its content. */
function holdUp({ kind, metadata, status }: LiveObject): string {
  if (metadata.deletionTimestamp === undefined) return 'nothing has deleted it';
  const finalizers = metadata.finalizers ?? [];
  const held = finalizers.length === 0 ? 'it is being deleted' : `finalizers ${finalizers.join(', ')} are not removed`;
  const remaining = (status?.conditions ?? [])
    .filter(({ type, status: is }) => kind === 'Namespace' && is === 'True' && /Remaining|Failure/.test(type))
    .map(({ message }) => message);
  return [held, ...remaining].join('; ');
}

async function objectsLeft(cluster: LiveCluster, request: GateRequest): Promise<Pending[]> {
  const found = await requested(cluster, request);
  return found.flatMap(({ what, object }) => (typeof object === 'string' ? [] : [{ what, why: holdUp(object) }]));
}

async function podsLeft(cluster: LiveCluster, selections: readonly PodsRef[]): Promise<Pending[]> {
  const left: Pending[] = [];
  for (const { namespace, selector } of selections) {
    const pods = (await cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, selector)) ?? [];
    for (const pod of pods) {
      const why = pod.metadata.deletionTimestamp === undefined ? 'it still runs' : 'it is terminating';
      left.push({ what: `${namespace}/Pod/${pod.metadata.name}`, why });
    }
  }
  return left;
}

async function selectedLeft(cluster: LiveCluster, { selector, ...group }: SelectedLeftovers): Promise<Pending[]> {
  const found = (await cluster.list(group, selector)) ?? [];
  return found.map((object) => ({ what: nameOf({ ...group, name: object.metadata.name }), why: holdUp(object) }));
}

/** The driver deletes the disk first, then the volume: what it fails at, it says of the volume. */
function volumeHoldUp(volume: LiveObject): string {
  const { phase, message } = volume.status ?? {};
  const said = typeof message === 'string' && message !== '' ? [message] : [];
  return [`it is ${phase ?? 'of no phase'}`, holdUp(volume), ...said].join('; ');
}

async function volumesLeft(cluster: LiveCluster, { storageClass, ...group }: VolumeLeftovers): Promise<Pending[]> {
  const volumes = (await cluster.list(group)) ?? [];
  return volumes
    .filter(({ spec = {} }) => spec['storageClassName'] === storageClass)
    .filter(({ spec = {} }) => spec['persistentVolumeReclaimPolicy'] !== 'Retain')
    .map((volume) => ({
      what: `${nameOf({ ...group, name: volume.metadata.name })} of ${storageClass}`,
      why: volumeHoldUp(volume),
    }));
}

async function leftoversLeft(cluster: LiveCluster, groups: readonly Leftovers[] = []): Promise<Pending[]> {
  const left: Pending[] = [];
  for (const group of groups) {
    left.push(...('storageClass' in group ? await volumesLeft(cluster, group) : await selectedLeft(cluster, group)));
  }
  return left;
}

/** Waits until every object of a release is gone, every pod of theirs and what was made for them. @throws DeployError DEPLOY_NOT_GONE with who holds what */
export async function awaitGone(cluster: LiveCluster, request: GateRequest, wait: WaitProps): Promise<void> {
  const pending = await untilNonePending(
    async () => [
      ...(await objectsLeft(cluster, request)),
      ...(await podsLeft(cluster, request.pods)),
      ...(await leftoversLeft(cluster, request.leftovers)),
    ],
    wait,
  );
  if (pending.length === 0) return wait.say('nothing of it is left');
  throw new DeployError(
    'DEPLOY_NOT_GONE',
    `release ${request.release}: not gone after ${request.timeoutSeconds} s:\n${listed(pending)}\n` +
      'A finalizer is removed by the operator that set it: see that it runs, then destroy again; it goes on from here.',
    true,
  );
}
