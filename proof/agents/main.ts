// First of all: what is loaded after it sees the clock that can jump.
import { shiftClock } from './clock';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startPlainReader } from '../plain/plain-reader';
import { plainSender } from '../plain/plain-sender';
import { stampNow } from '../ledger/entries';
import { Journal } from '../ledger/journal';
import type { Agent, AgentParts } from './agent';
import { AgentError } from './agent-error';
import { httpSender } from './http-sender';
import { millraceSender } from './millrace-sender';
import { incarnationAt } from './numbering';
import { parseOrder, parseSpec } from './protocol';
import { startCopier, startReader } from './reader';
import type { Sender } from './sender';
import type { AgentReport, AgentSpec, WriterSpec } from './spec';
import { stderrLogger } from './stderr-logger';
import { Tally } from './tally';
import { Writer } from './writer';

/** Past the longest wait for an answer (over HTTP 45 s), so that an agent whose driver is gone ends in any case. */
const STOP_LIMIT_MS = 60_000;

const tell = (report: AgentReport): void => void process.stdout.write(`${JSON.stringify(report)}\n`);

function kafkaSender(spec: WriterSpec): Promise<Sender> {
  const { client } = spec;
  return client.kind === 'millrace'
    ? Promise.resolve(millraceSender({ ...spec, client }, stderrLogger))
    : plainSender({ ...spec, client }, stderrLogger);
}

async function start(spec: AgentSpec, parts: AgentParts): Promise<Agent> {
  switch (spec.role) {
    case 'writer':
      return new Writer(spec, await kafkaSender(spec), parts);
    case 'http-writer':
      return new Writer(spec, httpSender(spec), parts);
    case 'reader':
      return spec.client.kind === 'millrace' ? startReader(spec, parts) : startPlainReader(spec, parts);
    case 'copier':
      return startCopier(spec, parts);
  }
}

/** Reports the reason and ends; what was noted is in the journal. */
function fail(error: Error): never {
  stderrLogger.error({ stack: error.stack }, 'the agent failed');
  tell({ report: 'failed', message: error.message });
  process.exit(1);
}

class Run {
  private stopping = false;

  constructor(
    private readonly agent: Agent,
    private readonly journal: Journal,
    private readonly tally: Tally,
  ) {}

  obey(line: string): void {
    const order = parseOrder(line);
    switch (order.order) {
      case 'stop':
        return this.stop();
      case 'clock':
        return shiftClock(order.shiftMs);
    }
  }

  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
    const tooLong = (): never =>
      fail(new AgentError('AGENT_STUCK', `it did not end within ${STOP_LIMIT_MS} ms after it was told to`));
    setTimeout(tooLong, STOP_LIMIT_MS).unref();
    this.agent.stop().then(() => {
      this.journal.close();
      this.tally.end();
      // Nothing is left to do; what a client library keeps open must not hold the process.
      process.exitCode = 0;
      process.stdout.write('', () => process.exit());
    }, fail);
  }
}

async function main(): Promise<void> {
  const file = process.argv[2] ?? '';
  const spec = parseSpec(readFileSync(file, 'utf8'), file);
  const journal = Journal.open(spec.journal, { onError: fail });
  const tally = new Tally(tell);
  let said = false;
  const ready = (): void => {
    if (!said) tell({ report: 'ready' });
    said = true;
  };
  const incarnation = incarnationAt(stampNow());
  const agent = await start(spec, { journal, tally, logger: stderrLogger, incarnation, ready, fail });
  const run = new Run(agent, journal, tally);
  const orders = createInterface({ input: process.stdin });
  orders.on('line', (line) => {
    try {
      run.obey(line);
    } catch (error) {
      fail(error as Error);
    }
  });
  // The driver is gone, or has nothing more to say.
  orders.on('close', () => run.stop());
  process.on('SIGTERM', () => run.stop());
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', (reason) => fail(reason instanceof Error ? reason : new Error(String(reason))));
// Nobody reads any more: the driver is gone, and the end of stdin says so too.
process.stdout.on('error', () => undefined);
main().catch(fail);
