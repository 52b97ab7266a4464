import { waitUntil } from '../../local/kafka/wait-until';
import { within } from '../../services/shared/kafka/pause';
import type { AgentOrder, AgentSpec } from '../agents/spec';
import type { AgentCounts, RunningAgent } from '../agents/start-agent';
import { stampNow, type LineName } from '../ledger/entries';
import type { Target } from './target';

/** Brokers may be coming back meanwhile, one after the other. */
const READY_LIMIT_MS = 180_000;

export const roles = ['writer', 'http-writer', 'reader', 'copier'] as const;
export type Role = (typeof roles)[number];

/** The specification of the n-th agent that is started, by its name. */
export type SpecOf = (name: string) => AgentSpec;

interface Member {
  readonly role: Role;
  readonly name: string;
  readonly line: LineName | undefined;
  readonly specOf: SpecOf;
  readonly agent: RunningAgent;
  endedAt?: number;
  /** We ended it: no trouble. */
  expected: boolean;
}

/** A crew is at work: who writes, reads and copies, those that were killed too. */
export class Crew {
  private readonly members: Member[] = [];
  private readonly waiting = new Map<Role, SpecOf>();
  readonly troubles: string[] = [];
  private started = 0;

  constructor(
    private readonly target: Target,
    private readonly prefix: string,
  ) {}

  /** Starts one, and resolves when it is ready. Names are never used twice: numbers of a key go on in no other agent. */
  async start(role: Role, specOf: SpecOf): Promise<void> {
    // Counted before anything is waited for: several are started at once.
    this.started += 1;
    const name = `${this.prefix}${role.replace('-', '')}${this.started}`;
    const spec = specOf(name);
    const agent = await this.target.startAgent(spec);
    const line = 'line' in spec ? spec.line : undefined;
    const member: Member = { role, name, line, specOf, agent, expected: false };
    this.members.push(member);
    void agent.exited.then(() => (member.endedAt = stampNow()));
    void agent.failed.then(({ message }) => this.troubles.push(message));
    await within(
      agent.ready,
      READY_LIMIT_MS,
      () => new Error(`${name} was not ready after ${READY_LIMIT_MS / 1000} s`),
    );
  }

  /** Writers of a line, in the order of their start. */
  namesOf(line: LineName): readonly string[] {
    return this.members.filter((member) => member.line === line).map(({ name }) => name);
  }

  get readerNames(): readonly string[] {
    return this.members.filter(({ role }) => role === 'reader').map(({ name }) => name);
  }

  /** When each writer of a line ended; those at work are left out. */
  endsOf(line: LineName): { readonly name: string; readonly at: number }[] {
    return this.members.flatMap(({ line: own, name, endedAt }) =>
      own === line && endedAt !== undefined ? [{ name, at: endedAt }] : [],
    );
  }

  /** Of everybody, those that ended too. */
  get acknowledged(): number {
    return this.members.reduce((sum, { agent }) => sum + agent.counts.acknowledged, 0);
  }

  /** Of one line's writers alone. */
  acknowledgedOn(line: LineName): number {
    return this.members.reduce((sum, { line: own, agent }) => sum + (own === line ? agent.counts.acknowledged : 0), 0);
  }

  /** Last counts of the writers at work, a new object with each report. */
  progress(): { readonly name: string; readonly counts: AgentCounts }[] {
    return this.atWork('writer', 'http-writer').map(({ name, agent: { counts } }) => ({ name, counts }));
  }

  order(order: AgentOrder, ...to: Role[]): void {
    for (const { agent } of this.atWork(...to)) agent.order(order);
  }

  /** SIGKILL of one of a role while it has something in flight; with nothing in flight for two seconds, then. */
  async kill(role: Role): Promise<void> {
    const [member] = this.atWork(role);
    if (member === undefined) throw new Error(`there is no ${role} at work to be killed`);
    const busy = (): true | undefined => (member.agent.counts.inFlight > 0 ? true : undefined);
    await waitUntil('work in flight', busy, { timeoutMs: 2_000, everyMs: 5 }).catch(() => undefined);
    member.expected = true;
    this.waiting.set(role, member.specOf);
    await member.agent.kill();
  }

  /** Another takes the place of the one that was killed. */
  async revive(role: Role): Promise<void> {
    const specOf = this.waiting.get(role);
    if (specOf === undefined) return;
    this.waiting.delete(role);
    await this.start(role, specOf);
  }

  async stop(limitMs: number, ...of: Role[]): Promise<void> {
    const members = this.atWork(...of);
    for (const member of members) member.expected = true;
    await Promise.all(
      members.map(async ({ agent }) => {
        await agent.stop(limitMs).catch((error: Error) => this.troubles.push(error.message));
      }),
    );
  }

  async killAll(): Promise<void> {
    const members = this.atWork(...roles);
    for (const member of members) member.expected = true;
    await Promise.all(members.map(({ agent }) => agent.kill()));
  }

  private atWork(...of: Role[]): Member[] {
    return this.members.filter(
      ({ role, endedAt, expected }) => of.includes(role) && endedAt === undefined && !expected,
    );
  }
}
