import { waitUntil } from '../../../local/kafka/wait-until';
import type { AgentParts } from '../../../proof/agents/agent';
import type { Outgoing, Sender, SendOutcome } from '../../../proof/agents/sender';
import type { AgentReport } from '../../../proof/agents/spec';
import { Tally } from '../../../proof/agents/tally';
import { Writer } from '../../../proof/agents/writer';
import type { WriterEntry } from '../../../proof/ledger/entries';
import { Journal, visitJournal } from '../../../proof/ledger/journal';
import { judgeLine } from '../../../proof/ledger/judge';

const quiet = (): void => undefined;
const until = (what: string, probe: () => boolean): Promise<true> =>
  waitUntil(what, () => (probe() ? true : undefined), { timeoutMs: 10_000, everyMs: 2 });

/** A client that answers when it is told to. */
class HeldSender implements Sender {
  readonly given: Outgoing[] = [];
  readonly open = new Map<Outgoing, (outcome: SendOutcome) => void>();
  closed = false;
  onGiven: () => void = quiet;

  constructor(readonly oneOfEachKey: boolean) {}

  send(messages: readonly Outgoing[], answered: (message: Outgoing, outcome: SendOutcome) => void): void {
    this.onGiven();
    for (const message of messages) {
      this.given.push(message);
      this.open.set(message, (outcome) => answered(message, outcome));
    }
  }

  answer(message: Outgoing, outcome: SendOutcome = { kind: 'acknowledged', partition: 0, offset: 0 }): void {
    const tell = this.open.get(message);
    this.open.delete(message);
    tell?.(outcome);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

describe('a writer', () => {
  let text: string;
  let reports: AgentReport[];
  let journal: Journal;
  let tally: Tally;
  let writer: Writer | undefined;

  const entries = async (): Promise<WriterEntry[]> => {
    const found: WriterEntry[] = [];
    await visitJournal([text], 'memory', { entry: (entry) => found.push(entry as WriterEntry), torn: quiet });
    return found;
  };

  const begin = (sender: Sender, options: { keys?: number; unanswered?: number } = {}): Writer => {
    const parts: AgentParts = {
      journal,
      tally,
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      incarnation: 'i',
      ready: () => reports.push({ report: 'ready' }),
      fail: (error) => {
        throw error;
      },
    };
    writer = new Writer({ name: 'w', keys: 3, rate: 5_000, unanswered: 20, ...options }, sender, parts);
    return writer;
  };

  beforeEach(() => {
    text = '';
    reports = [];
    const file = { append: (lines: string) => void (text += lines), close: quiet };
    journal = Journal.open('memory', { onError: quiet, file });
    tally = new Tally((report) => reports.push(report));
  });

  afterEach(async () => {
    tally.end();
    await writer?.stop();
    journal.close();
  });

  it('has every message in its file before the client has it', async () => {
    const sender = new HeldSender(false);
    let seen = 0;
    sender.onGiven = () => {
      seen = text.split('\n').length - 1;
    };
    begin(sender);
    await until('messages', () => sender.given.length >= 20);
    expect(seen).toBe(20);
    expect((await entries()).map(({ kind, id }) => `${kind} ${id}`)).toEqual(
      sender.given.map(({ id }) => `attempted ${id}`),
    );
    const stopped = writer?.stop();
    for (const message of [...sender.open.keys()]) sender.answer(message);
    await stopped;
  });

  it('gives no more than may be unanswered, and each key its numbers in order', async () => {
    const sender = new HeldSender(false);
    const running = begin(sender, { unanswered: 7 });
    await until('the limit', () => sender.given.length === 7);
    for (const message of [...sender.open.keys()].slice(0, 3)) sender.answer(message);
    await until('three more', () => sender.given.length === 10);
    const ofFirst = sender.given.filter(({ key }) => key === 'w.i.0').map(({ id }) => id);
    expect(ofFirst).toEqual(['w.i.0:0', 'w.i.0:1', 'w.i.0:2', 'w.i.0:3']);
    const stopped = running.stop();
    for (const message of [...sender.open.keys()]) sender.answer(message);
    await stopped;
  });

  it('waits for the answer to a key where the way keeps no order', async () => {
    const sender = new HeldSender(true);
    const running = begin(sender);
    await until('one of each key', () => sender.given.length === 3);
    const second = sender.given[1]!;
    sender.answer(second);
    await until('the next of that key', () => sender.given.length === 4);
    expect(sender.given[3]).toEqual({ key: second.key, id: `${second.key}:1` });
    const stopped = running.stop();
    for (const message of [...sender.open.keys()]) sender.answer(message);
    await stopped;
  });

  it('notes each outcome as it is told, and ends when all are', async () => {
    const sender = new HeldSender(false);
    const running = begin(sender, { unanswered: 3 });
    await until('messages', () => sender.given.length === 3);
    const [first, second, third] = sender.given;
    const stopped = running.stop();
    sender.answer(first!, { kind: 'acknowledged', partition: 2, offset: 7 });
    sender.answer(second!, { kind: 'unknown', code: 'KAFKA_OUTCOME_UNKNOWN' });
    expect(sender.closed).toBe(false);
    sender.answer(third!, { kind: 'refused', code: 'KAFKA_OVERLOADED' });
    await stopped;
    expect(sender.closed).toBe(true);
    journal.close();
    const writes = await entries();
    const stored = [{ topic: 't', partition: 2, offset: 7, id: first!.id }];
    expect(judgeLine({ line: 'client', topic: 't', writes, reads: [], stored })).toMatchObject({
      attempted: 3,
      acknowledged: 1,
      unknown: 1,
      unanswered: 0,
      refused: 1,
      lost: { count: 0 },
    });
    tally.end();
    expect(reports.at(-1)).toEqual({
      report: 'counts',
      attempted: 3,
      acknowledged: 1,
      unknown: 1,
      refused: 1,
      processed: 0,
      inFlight: 0,
      answeredUpTo: 3,
    });
  });

  it('tells up to which message all are answered, whoever is answered out of turn', async () => {
    const sender = new HeldSender(false);
    const running = begin(sender, { unanswered: 3 });
    await until('three', () => sender.given.length === 3);
    const [first, second, third] = sender.given as [Outgoing, Outgoing, Outgoing];
    const upTo = (): number => {
      tally.flush();
      return (reports.at(-1) as { answeredUpTo: number }).answeredUpTo;
    };
    expect(upTo()).toBe(0);
    sender.answer(third);
    expect(upTo()).toBe(0);
    sender.answer(first);
    expect(upTo()).toBe(1);
    const stopped = running.stop();
    sender.answer(second, { kind: 'refused', code: 'KAFKA_UNAVAILABLE' });
    for (const message of [...sender.open.keys()]) sender.answer(message);
    await stopped;
    expect(upTo()).toBe(sender.given.length);
  });
});
