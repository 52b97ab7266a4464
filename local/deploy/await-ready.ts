import type { GateRequest } from '../../model/gate';
import { DeployError } from './deploy-error';
import type { LiveCluster } from './kubectl';
import { podReasons } from './pod-reasons';
import { unreadiness } from './readiness';
import { requested, type Found } from './requested';
import { listed, untilNonePending, type Pending, type WaitProps } from './waiting';

type Unready = Found & Pending;

function unready(found: Found): Unready[] {
  const why = typeof found.object === 'string' ? found.object : unreadiness(found.object);
  return why === undefined ? [] : [{ ...found, why }];
}

/** The pods' own reasons say more than the workload does; they are asked for once, at the end. */
async function withPodReasons(cluster: LiveCluster, pending: readonly Unready[]): Promise<Pending[]> {
  const explained: Pending[] = [];
  for (const { what, why, object } of pending) {
    const reasons = typeof object === 'string' ? [] : await podReasons(cluster, object).catch(() => []);
    explained.push({ what, why: [why, ...reasons].join('; ') });
  }
  return explained;
}

/** Waits until every object of a release is ready. @throws DeployError DEPLOY_NOT_READY with each that is not, and why */
export async function awaitReady(cluster: LiveCluster, request: GateRequest, wait: WaitProps): Promise<void> {
  let last: readonly Unready[] = [];
  let count = 0;
  // What is ready is not asked again: another of its kind is no reason to read it all over.
  let open = request.objects;
  const pending = await untilNonePending(async () => {
    const found = await requested(cluster, { ...request, objects: open });
    last = found.flatMap(unready);
    open = last.flatMap(({ ref }) => ref ?? []);
    count = request.objects.length + found.filter(({ ref }) => ref === undefined).length;
    return last;
  }, wait);
  if (pending.length === 0) return wait.say(`${count} objects are ready`);
  const known = pending.flatMap(({ what }) => last.filter((one) => one.what === what));
  const explained = known.length === 0 ? pending : await withPodReasons(cluster, known);
  throw new DeployError(
    'DEPLOY_NOT_READY',
    `release ${request.release} is not ready after ${request.timeoutSeconds} s:\n${listed(explained)}\n` +
      'Mend what is named and deploy again: it goes on from here.',
    true,
  );
}
