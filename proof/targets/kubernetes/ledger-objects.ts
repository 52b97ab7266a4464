import { unreadiness } from '../../../local/deploy/readiness';
import type { LiveObject } from '../../../local/deploy/kubectl';
import { waitUntil } from '../../../local/kafka/wait-until';
import { namespaces } from '../../../model/cluster-names';
import type { Kubectl, StoredObject } from './kubectl';
import { uncordonLeftovers } from './machines';
import { inPod, ledgerKinds, ledgerName, ledgerSelector } from './names';
import type { Manifest } from '../../../local/deploy/kafka-ui-objects';
import { KubernetesTargetError } from './target-error';

/** What a run has in the cluster, from the first object to the last. */

/** An operator looks at a topic or user within seconds; without it, or without brokers, there is no use in waiting. */
const READY_LIMIT_MS = 120_000;
const GONE_LIMIT_MS = 120_000;
const EVERY_MS = 500;
/** The probe's beat comes each 5 s. */
const LIVELY_MS = 20_000;

const plurals: Readonly<Record<string, string>> = {
  KafkaTopic: 'kafkatopics.kafka.strimzi.io',
  KafkaUser: 'kafkausers.kafka.strimzi.io',
  Pod: 'pods',
};

interface LedgerPod extends LiveObject {
  readonly metadata: LiveObject['metadata'] & StoredObject['metadata'];
}

/** A pod says it in its conditions, and why not in its container's state or the scheduler's words. */
function podUnreadiness({ status }: LiveObject): string | undefined {
  const conditions = status?.conditions ?? [];
  if (conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return undefined;
  const containers = (status?.['containerStatuses'] ?? []) as readonly {
    readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
  }[];
  const waiting = containers.flatMap(({ state }) => (state?.waiting === undefined ? [] : [state.waiting]));
  const scheduled = conditions.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  const said = [scheduled, ...waiting].flatMap((one) => (one === undefined ? [] : [[one.reason, one.message]]));
  const told = said.map((words) => words.filter(Boolean).join(': ')).join('; ');
  return told === '' ? `it is ${status?.phase ?? 'not seen yet'}` : told;
}

/** @throws KubernetesTargetError `PROOF_NOT_READY` with what the object says of itself */
export async function untilReady(kubectl: Kubectl, { kind, metadata }: Manifest): Promise<void> {
  let why = 'it is not there';
  const look = async (): Promise<true | undefined> => {
    const object = await kubectl.find<LedgerPod>(plurals[kind] ?? kind, metadata.name);
    const found =
      object === undefined ? 'it is not there' : kind === 'Pod' ? podUnreadiness(object) : unreadiness(object);
    if (found === undefined) return true;
    why = found;
    return undefined;
  };
  try {
    await waitUntil(`${kind} ${metadata.name} to be ready`, look, { timeoutMs: READY_LIMIT_MS, everyMs: EVERY_MS });
  } catch (error) {
    throw new KubernetesTargetError(
      'PROOF_NOT_READY',
      `${namespaces.platform}/${kind}/${metadata.name} is not ready: ${why}. ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** `kind/name` of what is there. */
async function found(kubectl: Kubectl): Promise<string[]> {
  const all: string[] = [];
  for (const kind of ledgerKinds)
    all.push(...(await kubectl.list(kind, ledgerSelector)).map(({ metadata }) => `${kind}/${metadata.name}`));
  return all;
}

/** Milliseconds since the driver of the run was last there; nothing when the pod does not say. */
async function lastBeat(kubectl: Kubectl): Promise<number | undefined> {
  const program = `console.log(Date.now() - require('node:fs').statSync('${inPod.beat}').mtimeMs)`;
  const { status, stdout } = await kubectl.run(['exec', ledgerName, '--', 'node', '-e', program], {
    timeoutMs: 15_000,
  });
  return status === 0 ? Number(stdout) : undefined;
}

/**
 * Removes what a run that was killed has left. Somebody else's that is on stays.
 * @throws KubernetesTargetError `PROOF_ALREADY_RUNNING`, `PROOF_NOT_READY`
 */
export async function removeLeftovers(kubectl: Kubectl, say: (line: string) => void): Promise<void> {
  const left = await found(kubectl);
  const age = left.includes(`pods/${ledgerName}`) ? await lastBeat(kubectl) : undefined;
  if (age !== undefined && age < LIVELY_MS)
    throw new KubernetesTargetError(
      'PROOF_ALREADY_RUNNING',
      `Another proof is on in this environment: its driver was there ${Math.round(age / 1000)} s ago. Wait for its end; ` +
        'what one leaves that was killed is taken away by the next, 20 s later.',
    );
  await uncordonLeftovers(kubectl);
  if (left.length === 0) return;
  say(`an earlier run was ended before it could tidy up; it is removed: ${left.join(', ')}`);
  await removeAll(kubectl);
}

/** @throws KubernetesTargetError `PROOF_NOT_READY` when something is still there after two minutes */
export async function removeAll(kubectl: Kubectl): Promise<void> {
  for (const kind of ledgerKinds) {
    const names = (await kubectl.list(kind, ledgerSelector)).map(({ metadata }) => metadata.name);
    await kubectl.delete(kind, names);
    // The agents end first, and the topics while their operator still has its user for them.
    await untilGone(kubectl, kind);
  }
}

/** @param names @default - all of the ledger's */
export async function untilGone(kubectl: Kubectl, kind: string, names?: readonly string[]): Promise<void> {
  let left: readonly string[] = [];
  try {
    await waitUntil(
      () => `${kind} ${left.join(', ')} to be gone`,
      async () => {
        const there = (await kubectl.list(kind, ledgerSelector)).map(({ metadata }) => metadata.name);
        left = names === undefined ? there : there.filter((name) => names.includes(name));
        return left.length === 0 ? true : undefined;
      },
      { timeoutMs: GONE_LIMIT_MS, everyMs: EVERY_MS },
    );
  } catch (error) {
    throw new KubernetesTargetError(
      'PROOF_NOT_READY',
      `${(error as Error).message}: does the operator run, and do brokers? By hand: kubectl -n ${namespaces.platform} delete ${ledgerKinds.join(',')} --selector ${ledgerSelector}`,
      { cause: error },
    );
  }
}
