import type { GateRequest, Leftovers, PodsRef } from '../../model/gate';
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

async function leftoversLeft(cluster: LiveCluster, groups: readonly Leftovers[] = []): Promise<Pending[]> {
  const left: Pending[] = [];
  for (const { selector, ...group } of groups) {
    const found = (await cluster.list(group, selector)) ?? [];
    left.push(
      ...found.map((object) => ({ what: nameOf({ ...group, name: object.metadata.name }), why: holdUp(object) })),
    );
  }
  return left;
}

/** Waits until every object of a release is gone, every pod of theirs and what an operator made for them. @throws DeployError DEPLOY_NOT_GONE with who holds what */
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
