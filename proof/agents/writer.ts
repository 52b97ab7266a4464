import { stampNow, type MessageId } from '../ledger/entries';
import type { Agent, AgentParts } from './agent';
import { Numbering } from './numbering';
import { Pace } from './pace';
import type { Outgoing, Sender, SendOutcome } from './sender';
import type { HttpWriterSpec, WriterSpec } from './spec';

const TICK_MS = 4;

/** Gives numbered messages to a client at its rate, and notes each before, and what was said of it after. */
export class Writer implements Agent {
  private readonly pace: Pace;
  private readonly numbering: Numbering;
  private readonly busy = new Set<string>();
  /** What waits for an answer, the oldest first, with its place among all attempts. */
  private readonly waiting = new Map<MessageId, number>();
  private attempts = 0;
  private readonly timer: NodeJS.Timeout;
  private stopping = false;
  private whenIdle: () => void = () => undefined;

  constructor(
    private readonly spec: Pick<WriterSpec | HttpWriterSpec, 'name' | 'keys' | 'rate' | 'unanswered'>,
    private readonly sender: Sender,
    private readonly parts: AgentParts,
  ) {
    this.pace = new Pace(spec.rate);
    this.numbering = new Numbering(spec.name, parts.incarnation, spec.keys);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    parts.tally.measure('answeredUpTo', () => this.waiting.values().next().value ?? this.attempts);
    parts.ready();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    if (this.parts.tally.inFlight > 0) await new Promise<void>((idle) => (this.whenIdle = idle));
    await this.sender.close();
  }

  private tick(): void {
    const { journal, tally } = this.parts;
    const due = this.pace.take(this.spec.unanswered - tally.inFlight);
    if (this.stopping || due === 0) return;
    const messages = this.takeMessages(due);
    if (messages.length === 0) return;
    try {
      const at = stampNow();
      for (const { id } of messages) journal.note({ kind: 'attempted', at, id });
      // In the file before the client has them: a kill from here on leaves no message that nobody knows of.
      journal.write();
      tally.add('attempted', messages.length);
      tally.add('inFlight', messages.length);
      for (const { id } of messages) this.waiting.set(id, this.attempts++);
      this.sender.send(messages, (message, outcome) => this.answered(message, outcome));
    } catch (error) {
      this.parts.fail(error as Error);
    }
  }

  private takeMessages(due: number): readonly Outgoing[] {
    const messages: Outgoing[] = [];
    while (messages.length < due) {
      const message = this.numbering.take((key) => !this.busy.has(key));
      if (message === undefined) break;
      if (this.sender.oneOfEachKey) this.busy.add(message.key);
      messages.push(message);
    }
    this.pace.putBack(due - messages.length);
    return messages;
  }

  private answered({ key, id }: Outgoing, outcome: SendOutcome): void {
    const { journal, tally } = this.parts;
    const at = stampNow();
    try {
      journal.note({ at, id, ...outcome });
    } catch (error) {
      this.parts.fail(error as Error);
    }
    this.busy.delete(key);
    this.waiting.delete(id);
    tally.add(outcome.kind);
    tally.add('inFlight', -1);
    if (this.stopping && tally.inFlight === 0) this.whenIdle();
  }
}
