import { spawn } from 'node:child_process';
import { Probe } from '../../../../proof/targets/kubernetes/probe';

/** Stands for `kubectl exec`: the probe's other end, as a program of a few lines. */
const other = (program: string) => () => spawn(process.execPath, ['-e', program]);

const lines = (work: string): string => `
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const question = JSON.parse(line);
    const say = (reply) => console.log(JSON.stringify({ id: question.id, ...reply }));
    ${work}
  });`;

describe('the probe', () => {
  let probe: Probe;
  afterEach(() => probe.close());

  it('gives each question its own answer, in whatever order they come', async () => {
    probe = new Probe(other(lines('setTimeout(() => say({ answer: question.pid }), question.pid)')));
    const [slow, fast] = await Promise.all([probe.ask('kill', { pid: 80 }), probe.ask('kill', { pid: 1 })]);
    expect([slow, fast]).toEqual([80, 1]);
  });

  it('rejects with what went wrong in the pod', async () => {
    probe = new Probe(other(lines("say({ error: 'no such file' })")));
    await expect(probe.ask('write', { path: '/x', text: '' })).rejects.toMatchObject({
      code: 'PROOF_COMMAND_FAILED',
      message: expect.stringContaining('no such file') as string,
    });
  });

  it('rejects what waits when the connection breaks, and opens another for the next', async () => {
    probe = new Probe(
      other(
        lines("if (question.pid === 1) { console.error('reset by peer'); process.exit(3); } say({ answer: true })"),
      ),
    );
    await expect(probe.ask('kill', { pid: 1 })).rejects.toThrow(/ended with 3: reset by peer/);
    await expect(probe.ask('kill', { pid: 2 })).resolves.toBe(true);
  });

  it('rejects when it is closed', async () => {
    probe = new Probe(other(lines('say({ answer: 1 })')));
    probe.close();
    await expect(probe.ask('time', {})).rejects.toMatchObject({ code: 'PROOF_COMMAND_FAILED' });
  });
});
