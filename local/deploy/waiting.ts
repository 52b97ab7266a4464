import { setTimeout as pause } from 'node:timers/promises';
import type { ObjectGroup, ObjectRef } from '../../model/gate';
import { DeployError } from './deploy-error';

/** Something that is waited for, and why it is not so yet. */
export interface Pending {
  /** `millrace/KafkaTopic/posts`. */
  readonly what: string;
  readonly why: string;
}

export interface Clock {
  now(): number;
  pause(ms: number): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now(), pause: (ms) => pause(ms) };

export interface WaitProps {
  readonly timeoutSeconds: number;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Between two questions. @default 2,000 */
  readonly pollMs?: number;
}

const usualPollMs = 2_000;
/** A line at least this often, so that a log shows that something is waited for. */
const silenceMs = 20_000;
const shownInProgress = 3;

/** The refs of one kind and namespace: they are asked for together. */
export function grouped(refs: readonly ObjectRef[]): { readonly group: ObjectGroup; readonly refs: ObjectRef[] }[] {
  const groups = new Map<string, { readonly group: ObjectGroup; readonly refs: ObjectRef[] }>();
  for (const ref of refs) {
    const { apiVersion, kind, namespace } = ref;
    const key = [apiVersion, kind, namespace ?? ''].join(' ');
    const group = groups.get(key) ?? {
      group: { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) },
      refs: [],
    };
    group.refs.push(ref);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Without a name it is the whole group's. */
export const nameOf = ({
  namespace,
  kind,
  name,
}: Omit<ObjectGroup, 'apiVersion'> & { readonly name?: string }): string =>
  [namespace, kind, name].filter((part) => part !== undefined).join('/');

function progress(pending: readonly Pending[]): string {
  const shown = pending.slice(0, shownInProgress).map(({ what, why }) => `${what} (${why})`);
  const more = pending.length - shown.length;
  return `waiting for ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A cluster that does not answer for a moment is waited for too, unless no other try can mend it. */
async function asked(probe: () => Promise<readonly Pending[]>): Promise<readonly Pending[]> {
  try {
    return await probe();
  } catch (error) {
    if (!(error instanceof DeployError) || !error.canRetry) throw error;
    return [{ what: 'the API server', why: error.message }];
  }
}

/** Asks until nothing is pending. @returns what is still pending when the time is over; empty when all is well */
export async function untilNonePending(
  probe: () => Promise<readonly Pending[]>,
  { timeoutSeconds, clock, say, pollMs = usualPollMs }: WaitProps,
): Promise<readonly Pending[]> {
  const deadline = clock.now() + timeoutSeconds * 1000;
  let told = { line: '', at: clock.now() };
  for (;;) {
    const pending = await asked(probe);
    if (pending.length === 0 || clock.now() >= deadline) return pending;
    const line = progress(pending);
    if (line !== told.line || clock.now() - told.at >= silenceMs) {
      say(line);
      told = { line, at: clock.now() };
    }
    await clock.pause(pollMs);
  }
}

/** Each on a line of its own. */
export const listed = (pending: readonly Pending[]): string =>
  pending.map(({ what, why }) => `  - ${what}: ${why}`).join('\n');
