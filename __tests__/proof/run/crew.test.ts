import type { AgentOrder, AgentSpec } from '../../../proof/agents/spec';
import type { AgentCounts, RunningAgent } from '../../../proof/agents/start-agent';
import { noCounts } from '../../../proof/agents/tally';
import { AgentError } from '../../../proof/agents/agent-error';
import { Crew } from '../../../proof/run/crew';
import { faultGround } from '../../../proof/run/fault-ground';
import type { PlatformGround } from '../../../proof/faults/fault';
import type { Target } from '../../../proof/run/target';

/** An agent that does nothing by itself. */
class Agent implements RunningAgent {
  readonly pid = 1;
  readonly ready = Promise.resolve();
  readonly orders: AgentOrder[] = [];
  counts: AgentCounts = noCounts;
  killed = false;
  end: () => void = () => undefined;
  fail: (error: AgentError) => void = () => undefined;
  readonly exited: RunningAgent['exited'];
  readonly failed: Promise<AgentError>;

  constructor(readonly spec: AgentSpec) {
    this.exited = new Promise((settle) => (this.end = () => settle({ code: 0, signal: null, asked: true })));
    this.failed = new Promise((settle) => (this.fail = settle));
  }

  get name(): string {
    return this.spec.name;
  }
  get role(): AgentSpec['role'] {
    return this.spec.role;
  }
  order(order: AgentOrder): void {
    this.orders.push(order);
  }
  stop(): Promise<void> {
    this.end();
    return Promise.resolve();
  }
  kill(): Promise<void> {
    this.killed = true;
    this.end();
    return Promise.resolve();
  }
}

const specOf = (name: string): AgentSpec => ({
  role: 'writer',
  name,
  journal: `/journals/${name}`,
  line: 'client',
  keys: 1,
  rate: 1,
  valueBytes: 1,
  unanswered: 1,
  topic: 't',
  kafka: { bootstrapServers: 'localhost:1', security: { protocol: 'PLAINTEXT' } },
  client: { kind: 'millrace', acks: 'all', idempotent: true },
});

function crewOf(): { crew: Crew; agents: Agent[] } {
  const agents: Agent[] = [];
  const startAgent = (spec: AgentSpec): Promise<RunningAgent> => {
    const agent = new Agent(spec);
    agents.push(agent);
    return Promise.resolve(agent);
  };
  return { crew: new Crew({ startAgent } as unknown as Target, 's7-'), agents };
}

describe('a crew', () => {
  it('gives each agent a name of its own, also when they are started together and after a kill', async () => {
    const { crew, agents } = crewOf();
    await Promise.all([crew.start('writer', specOf), crew.start('writer', specOf)]);
    await crew.kill('writer');
    await crew.revive('writer');
    expect(new Set(agents.map(({ name }) => name)).size).toBe(3);
    expect(crew.namesOf('client')).toEqual(agents.map(({ name }) => name));
  });

  it('counts what those who were killed had acknowledged, and looks for progress at those at work alone', async () => {
    const { crew, agents } = crewOf();
    await crew.start('writer', specOf);
    (agents[0] as Agent).counts = { ...noCounts, attempted: 9, acknowledged: 5, inFlight: 4 };
    await crew.kill('writer');
    await crew.revive('writer');
    (agents[1] as Agent).counts = { ...noCounts, attempted: 3, acknowledged: 1, unknown: 1 };
    expect(agents.map(({ killed }) => killed)).toEqual([true, false]);
    expect(crew.acknowledged).toBe(6);
    expect(crew.acknowledgedOn('client')).toBe(6);
    expect(crew.acknowledgedOn('http')).toBe(0);
    expect(crew.progress()).toEqual([{ name: agents[1]?.name, counts: agents[1]?.counts }]);
    expect(crew.endsOf('client').map(({ name }) => name)).toEqual([agents[0]?.name]);
  });

  it('tells of one that ended by itself, with its own words', async () => {
    const { crew, agents } = crewOf();
    await crew.start('writer', specOf);
    agents[0]?.fail(new AgentError('AGENT_ENDED', 's7-writer1 ended by itself (SIGSEGV)'));
    await new Promise((settle) => setImmediate(settle));
    expect(crew.troubles).toEqual(['s7-writer1 ended by itself (SIGSEGV)']);
  });

  it('kills nobody when there is nobody of the role, and says so', async () => {
    await expect(crewOf().crew.kill('copier')).rejects.toThrow('there is no copier at work');
  });
});

describe('the ground of a fault', () => {
  const platform = {
    brokers: [1, 2, 3],
    zone: 'a',
    zoneOf(this: { zone: string }) {
      return this.zone;
    },
  };
  const groundOf = (crew: Crew, replicated = true, signal = new AbortController().signal) =>
    faultGround({ platform: platform as unknown as PlatformGround, crew, replicated, interrupted: signal });

  it('is the platform with its own state, and the agents', async () => {
    const { crew, agents } = crewOf();
    await crew.start('writer', specOf);
    const ground = groundOf(crew);
    expect(ground.zoneOf(1)).toBe('a');
    await ground.shiftClock(5_000);
    expect(agents[0]?.orders).toEqual([{ order: 'clock', shiftMs: 5_000 }]);
  });

  it('is writable when all that waited is answered and more was acknowledged, not before', async () => {
    const { crew, agents } = crewOf();
    await crew.start('writer', specOf);
    const [agent] = agents as [Agent];
    agent.counts = { ...noCounts, attempted: 90, acknowledged: 90, answeredUpTo: 90 };
    let writable = false;
    const waiting = groundOf(crew)
      .untilWritable()
      .then(() => (writable = true));
    const settle = () => new Promise((done) => setTimeout(done, 120));
    await settle();
    expect(writable).toBe(false);
    // The last report was from before the fault.
    agent.counts = { ...noCounts, attempted: 100, acknowledged: 95, answeredUpTo: 91 };
    await settle();
    expect(writable).toBe(false);
    // Others are acknowledged meanwhile: what waited for a dead leader still has no answer.
    agent.counts = { ...noCounts, attempted: 300, acknowledged: 290, answeredUpTo: 99 };
    await settle();
    expect(writable).toBe(false);
    agent.counts = { ...noCounts, attempted: 300, acknowledged: 300, answeredUpTo: 100 };
    await settle();
    expect(writable).toBe(false);
    agent.counts = { ...noCounts, attempted: 400, acknowledged: 400, answeredUpTo: 400 };
    await waiting;
    expect(writable).toBe(true);
  });

  it('does not wait for another leader where there is one copy only', async () => {
    await expect(groundOf(crewOf().crew, false).untilWritable()).resolves.toBeUndefined();
  });

  it('ends every wait when the run is interrupted', async () => {
    const controller = new AbortController();
    const { crew } = crewOf();
    const ground = groundOf(crew, true, controller.signal);
    const waits = [ground.hold(60_000), ground.untilAcknowledged(5)];
    controller.abort(new Error('interrupted'));
    for (const wait of waits) await expect(wait).rejects.toThrow();
  });
});
