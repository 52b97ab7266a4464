import { setTimeout as pause } from 'node:timers/promises';
import { orAborted } from '../../local/platform/interrupt';
import { waitUntil } from '../../local/kafka/wait-until';
import type { FaultGround, PlatformGround } from '../faults/fault';
import type { Crew } from './crew';

type DriverGround = Omit<FaultGround, keyof PlatformGround>;

/** After every kind of fault; a broker that copies its disk anew included. */
const RECOVERY_LIMIT_MS = 120_000;
const AGAIN = 50;

/** What is undone is undone to its end, also after Ctrl-C; everything else is waited for no longer. */
const undoes: ReadonlySet<string | symbol> = new Set<keyof PlatformGround>(['thaw', 'emptyDisk', 'mendNetwork']);

export interface GroundOptions {
  readonly platform: PlatformGround;
  readonly crew: Crew;
  /** Whether another replica can take over: with one copy there is nothing to wait for. */
  readonly replicated: boolean;
  readonly interrupted: AbortSignal;
}

/** The platform with the agents that are at work on it: what a fault is made with. */
export function faultGround({ platform, crew, replicated, interrupted }: GroundOptions): FaultGround {
  const limit = { timeoutMs: RECOVERY_LIMIT_MS, everyMs: 50 };

  const untilAcknowledged = async (further: number): Promise<void> => {
    const before = crew.acknowledged;
    const enough = (): true | undefined => {
      interrupted.throwIfAborted();
      return crew.acknowledged - before >= further ? true : undefined;
    };
    await waitUntil(() => `${further} acknowledgements, ${crew.acknowledged - before} came`, enough, limit);
  };

  /** All that waits now is answered, whichever partition it waits for; later messages elsewhere say nothing of it. */
  const untilAnswered = async (): Promise<void> => {
    const reported = new Map(crew.progress().map(({ name, counts }) => [name, counts]));
    const then = new Map<string, number>();
    const answered = (): true | undefined => {
      interrupted.throwIfAborted();
      const waiting = crew.progress().filter(({ name, counts }) => {
        // A report is some time old: what counts begins with the next one.
        if (!then.has(name) && counts !== reported.get(name)) then.set(name, counts.attempted);
        return reported.has(name) && counts.answeredUpTo < (then.get(name) ?? Infinity);
      });
      return waiting.length === 0 ? true : undefined;
    };
    await waitUntil('an answer to every message that waits', answered, limit);
  };

  const hold = async (milliseconds: number): Promise<void> => {
    await pause(milliseconds, undefined, { signal: interrupted });
  };

  const ofDriver: DriverGround = {
    untilAcknowledged,
    hold,
    untilWritable: async () => {
      if (!replicated) return;
      await untilAnswered();
      await untilAcknowledged(AGAIN);
    },
    shiftClock: (shiftMs) => {
      crew.order({ order: 'clock', shiftMs }, 'writer', 'http-writer');
      return Promise.resolve();
    },
    killAgent: (role) => crew.kill(role),
    revive: (role) => crew.revive(role),
  };
  return new Proxy(platform, {
    get(of, name) {
      if (Object.hasOwn(ofDriver, name)) return Reflect.get(ofDriver, name) as unknown;
      const member: unknown = Reflect.get(of, name);
      if (typeof member !== 'function') return member;
      // The platform keeps its own `this`: it may have a state.
      const bound = member.bind(of) as (...args: unknown[]) => unknown;
      if (undoes.has(name)) return bound;
      return (...args: unknown[]) => {
        const result = bound(...args);
        return result instanceof Promise ? orAborted(result, interrupted) : result;
      };
    },
  }) as FaultGround;
}
