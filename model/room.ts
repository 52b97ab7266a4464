import { readable } from './capacity/readable';
import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

/** What a node has for pods, or what pods ask of it. */
export interface Room extends ResourcesSpec {
  readonly pods: number;
}

export const noRoom: Room = { cpu: Cpu.millicores(0), memory: Size.bytes(0), pods: 0 };

/** What one pod takes. */
export const ofPod = ({ cpu, memory }: ResourcesSpec): Room => ({ cpu, memory, pods: 1 });

export const plus = (a: Room, b: Room): Room => ({
  cpu: a.cpu.plus(b.cpu),
  memory: a.memory.plus(b.memory),
  pods: a.pods + b.pods,
});

export const times = (count: number, { cpu, memory, pods }: Room): Room => ({
  cpu: cpu.times(count),
  memory: memory.times(count),
  pods: pods * count,
});

/** How full a node is: of processors, memory and pods the scarcest, 1 when nothing is left of it. */
export function share(asked: Room, available: Room): number {
  return Math.max(
    asked.cpu.toMillicores() / available.cpu.toMillicores(),
    asked.memory.toBytes() / available.memory.toBytes(),
    asked.pods / available.pods,
  );
}

export const fullest = (loads: readonly Room[], available: Room): Room =>
  loads.toSorted((a, b) => share(b, available) - share(a, available))[0] ?? noRoom;

/**
 * What each node is asked for when pods come to what is there already: dealt out largest first, each to the node with the
 * most room, much as the scheduler does.
 */
export function dealtOut(pods: readonly Room[], nodes: readonly Room[], available: Room): Room[] {
  const loads = [...nodes];
  for (const pod of pods.toSorted((a, b) => share(b, available) - share(a, available))) {
    const shares = loads.map((load) => share(load, available));
    const emptiest = shares.indexOf(Math.min(...shares));
    loads[emptiest] = plus(loads[emptiest] ?? noRoom, pod);
  }
  return loads;
}

/** What is asked of a node, or what it has, but for the pods. */
export const inWords = ({ cpu, memory }: ResourcesSpec): string =>
  `${cpu.toQuantity()} cpu and ${readable(memory.toBytes())}`;
