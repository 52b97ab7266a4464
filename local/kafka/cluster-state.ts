import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LocalKafkaError, systemCode } from './errors';
import { writeWhole } from './write-whole';
import { chooseFreePorts, isPortFree } from './ports';

const nodeState = z.object({
  id: z.int(),
  port: z.int(),
  controllerPort: z.int().optional(),
  metricsPort: z.int().optional(),
  rack: z.string(),
});
const controllerState = z.object({ id: z.int(), controllerPort: z.int(), metricsPort: z.int().optional() });
const clusterState = z.object({
  clusterId: z.string(),
  kafkaVersion: z.string(),
  nodes: z.array(nodeState),
  /** Nodes that are controllers only. */
  controllers: z.array(controllerState).optional(),
});

/** What must be the same at the next start in the same folder. Ids are 1 to n, those of controllers alone follow. */
export type ClusterState = z.infer<typeof clusterState>;
export type NodeState = z.infer<typeof nodeState>;

/** What a caller may ask of the shape; everything is optional but the number of brokers. */
export interface ShapeRequest {
  readonly brokers: number;
  /** Nodes that are controllers only. @default 0: brokers are the controllers, too */
  readonly controllers?: number | undefined;
  readonly racks: readonly string[];
  readonly ports?: readonly number[] | undefined;
  readonly controllerPorts?: readonly number[] | undefined;
  /** Does every node have a port for its metrics? @default false */
  readonly metrics?: boolean;
  readonly kafkaVersion: string;
}

const stateFile = (dir: string): string => join(dir, 'cluster.json');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The recorded state; `undefined` when nothing was ever started in the folder. */
export async function readState(dir: string): Promise<ClusterState | undefined> {
  let text: string;
  try {
    text = await readFile(stateFile(dir), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = clusterState.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new LocalKafkaError(
    'LOCAL_CLUSTER_SHAPE',
    `${stateFile(dir)} is not a record this version understands: ${z.prettifyError(parsed.error)}. Remove ${dir} (its data is lost) and start again.`,
  );
}

export async function writeState(dir: string, state: ClusterState): Promise<void> {
  await writeWhole(stateFile(dir), `${JSON.stringify(state, null, 2)}\n`);
}

/** A Raft quorum wants an odd number: an even one has one more to lose and tolerates no more losses. */
export function voterCount(brokers: number): number {
  return Math.min(5, brokers % 2 === 1 ? brokers : brokers - 1);
}

function requireCount(name: string, given: readonly number[] | undefined, needed: number): void {
  if (given === undefined || (given.length === needed && new Set(given).size === needed)) return;
  throw new LocalKafkaError(
    'LOCAL_OPTIONS_INVALID',
    `${name} is [${given.join(', ')}]; ${needed} different ports are needed. Give as many, or none to have free ones chosen.`,
  );
}

async function portsFor(
  given: readonly number[] | undefined,
  before: readonly (number | undefined)[],
  count: number,
  taken: readonly number[],
): Promise<readonly number[]> {
  if (given !== undefined) return given;
  const kept = before.flatMap((port) => (port === undefined || taken.includes(port) ? [] : [port]));
  // The last time's choice again, as long as nobody took one of them meanwhile: it was a free choice.
  const free = await Promise.all(kept.map(isPortFree));
  return kept.length === count && free.every(Boolean) ? kept : chooseFreePorts(count, taken);
}

function requireControllers(count: number, before: ClusterState | undefined): number {
  if (!Number.isInteger(count) || count < 0) {
    throw new LocalKafkaError(
      'LOCAL_OPTIONS_INVALID',
      `controllers is ${count}; it is how many nodes are controllers only, 0 or more. Give 3, or nothing.`,
    );
  }
  const had = before?.controllers?.length ?? 0;
  if (before === undefined || had === count) return count;
  throw new LocalKafkaError(
    'LOCAL_CLUSTER_SHAPE',
    `the folder holds a cluster with ${had} nodes that are controllers only, ${count} were asked for; the number cannot change ` +
      `between starts. Ask for ${had}, or use another folder.`,
  );
}

/** Every node with a port for its metrics, the last start's where they are free. */
async function withMetrics(state: ClusterState, before: ClusterState | undefined): Promise<ClusterState> {
  const controllers = state.controllers ?? [];
  const all = [...state.nodes, ...controllers];
  const last = [...(before?.nodes ?? []), ...(before?.controllers ?? [])].map(({ metricsPort }) => metricsPort);
  const taken = [...state.nodes.map(({ port }) => port), ...all.flatMap(({ controllerPort = [] }) => controllerPort)];
  const ports = await portsFor(undefined, last, all.length, taken);
  const withPort = <N extends { readonly id: number }>(node: N): N => ({ ...node, metricsPort: ports[node.id - 1] });
  return {
    ...state,
    nodes: state.nodes.map(withPort),
    ...(controllers.length === 0 ? {} : { controllers: controllers.map(withPort) }),
  };
}

/** The state to start with: the recorded identity, the asked ports, and the last ones where none are asked. */
export async function shapeState(dir: string, asked: ShapeRequest): Promise<ClusterState> {
  const before = await readState(dir);
  const count = asked.brokers;
  if (!Number.isInteger(count) || count < 1 || asked.racks.length === 0) {
    throw new LocalKafkaError(
      'LOCAL_OPTIONS_INVALID',
      `brokers is ${count} and racks [${asked.racks.join(', ')}]; a cluster needs 1 broker and 1 rack or more.`,
    );
  }
  if (before !== undefined && before.nodes.length !== count) {
    throw new LocalKafkaError(
      'LOCAL_CLUSTER_SHAPE',
      `${dir} holds a cluster of ${before.nodes.length} brokers, ${count} were asked for; the number cannot change between starts. ` +
        `Ask for ${before.nodes.length}, use another folder, or destroy this cluster first (its data is lost).`,
    );
  }
  const alone = requireControllers(asked.controllers ?? 0, before);
  const voters = alone > 0 ? alone : voterCount(count);
  requireCount('ports', asked.ports, count);
  requireCount('controllerPorts', asked.controllerPorts, voters);
  const fixed = [...(asked.ports ?? []), ...(asked.controllerPorts ?? [])];
  const ports = await portsFor(asked.ports, before?.nodes.map((node) => node.port) ?? [], count, fixed);
  const controllers = [...(before?.nodes ?? []), ...(before?.controllers ?? [])].map((node) => node.controllerPort);
  const controllerPorts = await portsFor(asked.controllerPorts, controllers, voters, [...fixed, ...ports]);
  const state: ClusterState = {
    // As Kafka's own `random-uuid` writes them: 16 bytes, base64url, no leading dash (it would read as an option).
    clusterId: before?.clusterId ?? randomBytes(16).toString('base64url').replace(/^-/, 'A'),
    kafkaVersion: asked.kafkaVersion,
    nodes: Array.from({ length: count }, (_, index): NodeState => {
      const controllerPort = alone > 0 ? undefined : controllerPorts[index];
      return {
        id: index + 1,
        port: ports[index] ?? 0,
        rack: asked.racks[index % asked.racks.length] ?? '',
        ...(controllerPort === undefined ? {} : { controllerPort }),
      };
    }),
    ...(alone === 0
      ? {}
      : { controllers: controllerPorts.map((controllerPort, index) => ({ id: count + index + 1, controllerPort })) }),
  };
  return asked.metrics === true ? withMetrics(state, before) : state;
}
