import type { GateRequest, ObjectRef, PodsRef } from '../../model/gate';
import { DeployError } from './deploy-error';
import type { LiveCluster, LiveObject } from './kubectl';
import { grouped, listed, nameOf, untilNonePending, type Pending, type WaitProps } from './waiting';

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

async function objectsLeft(cluster: LiveCluster, refs: readonly ObjectRef[]): Promise<Pending[]> {
  const left: Pending[] = [];
  for (const { group, refs: leaving } of grouped(refs)) {
    const byName = new Map(((await cluster.list(group)) ?? []).map((item) => [item.metadata.name, item]));
    for (const ref of leaving) {
      const object = byName.get(ref.name);
      if (object !== undefined) left.push({ what: nameOf(ref), why: holdUp(object) });
    }
  }
  return left;
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

/** Waits until every object of a release is gone, and every pod of theirs. @throws DeployError DEPLOY_NOT_GONE with who holds what */
export async function awaitGone(cluster: LiveCluster, request: GateRequest, wait: WaitProps): Promise<void> {
  const pending = await untilNonePending(
    async () => [...(await objectsLeft(cluster, request.objects)), ...(await podsLeft(cluster, request.pods))],
    wait,
  );
  if (pending.length === 0) return wait.say(`${request.objects.length} objects are gone`);
  throw new DeployError(
    'DEPLOY_NOT_GONE',
    `release ${request.release}: not gone after ${request.timeoutSeconds} s:\n${listed(pending)}\n` +
      'A finalizer is removed by the operator that set it: see that it runs, then destroy again; it goes on from here.',
    true,
  );
}
