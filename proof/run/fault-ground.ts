import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '../../local/kafka/wait-until';
import type { FaultGround, PlatformGround } from '../faults/fault';
import type { Crew } from './crew';

type DriverGround = Omit<FaultGround, keyof PlatformGround>;

/** After every kind of fault; a broker that copies its disk anew included. */
const RECOVERY_LIMIT_MS = 120_000;
const AGAIN = 50;

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

  /** All that waits now is answered, whichever partition it waits for. */
  const untilSettled = async (): Promise<void> => {
    const then = new Map(crew.progress().map(({ name, attempted }) => [name, attempted]));
    const settled = (): true | undefined => {
      interrupted.throwIfAborted();
      const waiting = crew.progress().filter(({ name, settled: now }) => now < (then.get(name) ?? 0));
      return waiting.length === 0 ? true : undefined;
    };
    await waitUntil('an answer to every message that waits', settled, limit);
  };

  const hold = async (milliseconds: number): Promise<void> => {
    await pause(milliseconds, undefined, { signal: interrupted });
  };

  const ofDriver: DriverGround = {
    untilAcknowledged,
    hold,
    untilWritable: async () => {
      if (!replicated) return;
      await untilSettled();
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
      // The platform keeps its own `this`: it may have a state.
      return typeof member === 'function' ? (member.bind(of) as unknown) : member;
    },
  }) as FaultGround;
}
