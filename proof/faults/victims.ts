import type { FaultGround, FaultStep, PlatformGround } from './fault';

/** The element that a number from 0 to 1 points at. @throws RangeError when there is nothing to choose from */
export function pick<T>(choice: number, from: readonly T[]): T {
  const found = from[Math.min(from.length - 1, Math.floor(choice * from.length))];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
}

/** A number between two, as a step's length says. */
export const between = ({ length }: FaultStep, from: number, to: number): number => from + length * (to - from);

export interface Victim {
  readonly broker: number;
  readonly words: string;
}

/** The leader of the partition that the step chooses. */
export async function aLeader(ground: FaultGround, { choice }: FaultStep): Promise<Victim> {
  const partition = Math.min(ground.partitions - 1, Math.floor(choice * ground.partitions));
  const broker = await ground.leaderOf(partition);
  return { broker, words: `broker ${broker}, leader of ${ground.topic}-${partition}` };
}

/** Two different brokers. */
export function twoOf(brokers: readonly number[], choice: number): readonly [number, number] {
  const pairs = brokers.flatMap((one, index) => brokers.slice(index + 1).map((other) => [one, other] as const));
  return pick(choice, pairs);
}

/** Two brokers that are not both controllers: their disks do not hold the metadata's majority. */
export function twoDisks(ground: PlatformGround, choice: number): readonly [number, number] {
  const pairs = ground.brokers.flatMap((one, index) =>
    ground.brokers
      .slice(index + 1)
      .filter((other) => !(ground.isController(one) && ground.isController(other)))
      .map((other) => [one, other] as const),
  );
  return pick(choice, pairs);
}

export const startAll = async (ground: FaultGround, brokers: readonly number[]): Promise<void> => {
  await Promise.all(brokers.map((broker) => ground.start(broker)));
};
