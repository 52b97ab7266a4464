import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState, shapeState, voterCount, writeState, type ShapeRequest } from '../../../local/kafka/cluster-state';

const asked: ShapeRequest = { brokers: 3, racks: ['a', 'b', 'c'], kafkaVersion: '4.3.1' };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-state-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('shapeState', () => {
  it('gives racks in turn and different ports to every listener', async () => {
    const { nodes } = await shapeState(dir, { ...asked, brokers: 5, racks: ['a', 'b'] });
    expect(nodes.map(({ rack }) => rack)).toEqual(['a', 'b', 'a', 'b', 'a']);
    expect(new Set(nodes.flatMap(({ port, controllerPort }) => [port, controllerPort])).size).toBe(10);
  });

  it('keeps identity and ports from the last start', async () => {
    const first = await shapeState(dir, asked);
    await writeState(dir, first);
    expect(await shapeState(dir, asked)).toEqual(first);
  });

  it('takes the ports that are asked for, and keeps the identity', async () => {
    const first = await shapeState(dir, asked);
    await writeState(dir, first);
    const second = await shapeState(dir, { ...asked, ports: [9092, 9093, 9094] });
    expect(second.nodes.map(({ port }) => port)).toEqual([9092, 9093, 9094]);
    expect(second.clusterId).toBe(first.clusterId);
  });

  it('chooses again when somebody took a port it had chosen', async () => {
    const first = await shapeState(dir, asked);
    await writeState(dir, first);
    const server = createServer();
    const taken = first.nodes[0]?.port;
    await new Promise<void>((settle) => server.listen(taken, '127.0.0.1', settle));
    const second = await shapeState(dir, asked);
    await new Promise((settle) => server.close(settle));
    expect(second.nodes.map(({ port }) => port)).not.toContain(taken);
  });

  it('makes controllers of their own, which leaves the brokers none', async () => {
    const state = await shapeState(dir, { ...asked, controllers: 3 });
    expect(state.controllers?.map(({ id }) => id)).toEqual([4, 5, 6]);
    expect(state.nodes.map(({ controllerPort }) => controllerPort)).toEqual([undefined, undefined, undefined]);
    await writeState(dir, state);
    expect(await shapeState(dir, { ...asked, controllers: 3 })).toEqual(state);
    await expect(shapeState(dir, asked)).rejects.toMatchObject({ code: 'LOCAL_CLUSTER_SHAPE' });
  });

  it.each([
    ['half a controller', { controllers: 0.5 }, 'LOCAL_OPTIONS_INVALID'],
    ['too few ports', { ports: [1, 2] }, 'LOCAL_OPTIONS_INVALID'],
    ['a port twice', { ports: [1, 2, 2] }, 'LOCAL_OPTIONS_INVALID'],
    ['no broker', { brokers: 0 }, 'LOCAL_OPTIONS_INVALID'],
    ['no rack', { racks: [] }, 'LOCAL_OPTIONS_INVALID'],
  ])('rejects %s', async (_, wrong, code) => {
    await expect(shapeState(dir, { ...asked, ...wrong })).rejects.toMatchObject({ code });
  });

  it('rejects another number of brokers than the data was made for', async () => {
    await writeState(dir, await shapeState(dir, asked));
    await expect(shapeState(dir, { ...asked, brokers: 5 })).rejects.toMatchObject({ code: 'LOCAL_CLUSTER_SHAPE' });
  });
});

describe('readState', () => {
  it('finds nothing in a new folder', async () => {
    expect(await readState(dir)).toBeUndefined();
  });

  it.each(['{"clusterId":1}', 'cut off{'])('rejects a record it does not understand: %s', async (text) => {
    await writeFile(join(dir, 'cluster.json'), text);
    await expect(readState(dir)).rejects.toMatchObject({ code: 'LOCAL_CLUSTER_SHAPE' });
  });
});

describe('voterCount', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [4, 3],
    [5, 5],
    [6, 5],
    [9, 5],
  ])('makes of %i brokers %i voters', (brokers, voters) => {
    expect(voterCount(brokers)).toBe(voters);
  });
});
