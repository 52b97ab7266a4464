import { utimesSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stampNow } from '../../../ledger/entries';
import { BrokerViews } from '../../../plain/broker-views';
import { deleteGroups, quietClient } from '../../../plain/quiet-client';
import { inPod } from '../names';
import type { Question, QuestionName, Questions, Reply, ToolOptions } from './protocol';

const BEAT_MS = 5_000;

type Answers = {
  readonly [Name in QuestionName]: (asked: Questions[Name]['asked']) => Promise<Questions[Name]['answer']>;
};

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function answersWith({ kafka }: ToolOptions): Answers {
  const client = quietClient(kafka, 'ledger-probe');
  const views = new BrokerViews(client);
  return {
    time: () => Promise.resolve(stampNow()),
    views: async ({ brokers, topics, patienceMs }) =>
      (await views.ask(brokers, topics, patienceMs)).map((view) => view ?? null),
    quorum: ({ brokers }) => views.quorum(brokers),
    write: ({ path, text }) => {
      writeFileSync(path, text);
      return Promise.resolve(null);
    },
    kill: ({ pid }) => Promise.resolve(kill(pid)),
    deleteGroups: async ({ groups }) => {
      await deleteGroups(client, groups);
      return null;
    },
  };
}

function answer(answers: Answers, question: Question): Promise<unknown> {
  // Each name has the function of its own question; the union has lost that.
  const found = answers[question.ask] as (asked: Question) => Promise<unknown>;
  return found(question);
}

/** The driver's eye and hand in the pod, until stdin ends; its beat says that somebody is there. */
export async function runProbe(options: ToolOptions): Promise<void> {
  const answers = answersWith(options);
  const say = (reply: Reply): unknown => process.stdout.write(`${JSON.stringify(reply)}\n`);
  const beat = setInterval(() => utimesSync(inPod.beat, new Date(), new Date()), BEAT_MS);
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question;
    const { id } = question;
    answer(answers, question).then(
      (said) => say({ id, answer: said }),
      (error: unknown) => say({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  }
  clearInterval(beat);
}
