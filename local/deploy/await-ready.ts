import type { GateRequest, ObjectRef } from '../../model/gate';
import { DeployError } from './deploy-error';
import type { LiveCluster, LiveObject } from './kubectl';
import { podReasons } from './pod-reasons';
import { unreadiness } from './readiness';
import { grouped, listed, nameOf, untilNonePending, type Pending, type WaitProps } from './waiting';

interface Unready extends Pending {
  readonly ref: ObjectRef;
  readonly object?: LiveObject;
}

async function unreadyOf(cluster: LiveCluster, refs: readonly ObjectRef[]): Promise<Unready[]> {
  const unready: Unready[] = [];
  for (const { group, refs: wanted } of grouped(refs)) {
    const items = await cluster.list(group);
    const byName = new Map((items ?? []).map((item) => [item.metadata.name, item]));
    const absent =
      items === undefined ? `the API server does not serve ${group.kind} (${group.apiVersion})` : 'it is not there';
    for (const ref of wanted) {
      const object = byName.get(ref.name);
      const why = object === undefined ? absent : unreadiness(object);
      if (why !== undefined) unready.push({ what: nameOf(ref), why, ref, ...(object === undefined ? {} : { object }) });
    }
  }
  return unready;
}

/** The pods' own reasons say more than the workload does; they are asked for once, at the end. */
async function withPodReasons(cluster: LiveCluster, pending: readonly Unready[]): Promise<Pending[]> {
  const explained: Pending[] = [];
  for (const { what, why, object } of pending) {
    const reasons = object === undefined ? [] : await podReasons(cluster, object).catch(() => []);
    explained.push({ what, why: [why, ...reasons].join('; ') });
  }
  return explained;
}

/** Waits until every object of a release is ready. @throws DeployError DEPLOY_NOT_READY with each that is not, and why */
export async function awaitReady(cluster: LiveCluster, request: GateRequest, wait: WaitProps): Promise<void> {
  let last: readonly Unready[] = [];
  // What is ready is not asked again: another of its kind is no reason to read it all over.
  let open: readonly ObjectRef[] = request.objects;
  const pending = await untilNonePending(async () => {
    last = await unreadyOf(cluster, open);
    open = last.map(({ ref }) => ref);
    return last;
  }, wait);
  if (pending.length === 0) return wait.say(`${request.objects.length} objects are ready`);
  const unready = pending.flatMap(({ what }) => last.filter((one) => one.what === what));
  const explained = unready.length === 0 ? pending : await withPodReasons(cluster, unready);
  throw new DeployError(
    'DEPLOY_NOT_READY',
    `release ${request.release} is not ready after ${request.timeoutSeconds} s:\n${listed(explained)}\n` +
      'Mend what is named and deploy again: it goes on from here.',
    true,
  );
}
