import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Question, QuestionName, Questions, Reply } from './in-pod/protocol';
import { KubernetesTargetError } from './target-error';

/** Longer than the slowest question takes when no broker answers. */
const PATIENCE_MS = 30_000;
const LAST_WORDS = 2_000;

interface Waiting {
  readonly settle: (answer: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** The driver's end of the probe in the agents' pod; when the connection breaks, the next question opens another. */
export class Probe {
  private child: ChildProcessWithoutNullStreams | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private closed = false;

  constructor(private readonly start: () => ChildProcessWithoutNullStreams) {}

  /** @throws KubernetesTargetError `PROOF_COMMAND_FAILED` */
  ask<Name extends QuestionName>(ask: Name, asked: Questions[Name]['asked']): Promise<Questions[Name]['answer']> {
    if (this.closed)
      return Promise.reject(
        new KubernetesTargetError('PROOF_COMMAND_FAILED', `the probe is closed; it was asked for ${ask}`),
      );
    const child = (this.child ??= this.open());
    const id = (this.next += 1);
    const question = { id, ask, ...asked } as unknown as Question;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.fail(id, `it did not answer within ${PATIENCE_MS} ms`);
        child.kill('SIGKILL');
      }, PATIENCE_MS);
      const done = (): void => {
        clearTimeout(late);
        this.waiting.delete(id);
      };
      this.waiting.set(id, {
        settle: (answer) => {
          done();
          resolve(answer as Questions[Name]['answer']);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  close(): void {
    this.closed = true;
    this.child?.stdin.end();
    this.child?.kill('SIGTERM');
  }

  private open(): ChildProcessWithoutNullStreams {
    const child = this.start();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-LAST_WORDS)));
    createInterface({ input: child.stdout }).on('line', (line) => this.take(line));
    const ended = (why: string): void => {
      if (this.child !== child) return;
      this.child = undefined;
      for (const id of [...this.waiting.keys()]) this.fail(id, why);
    };
    child.once('error', (error) => ended(error.message));
    child.once('close', (status) => ended(`it ended with ${status}: ${stderr.trim()}`));
    return child;
  }

  private take(line: string): void {
    const reply = JSON.parse(line) as Reply;
    const waiting = this.waiting.get(reply.id);
    if ('answer' in reply) waiting?.settle(reply.answer);
    else this.fail(reply.id, reply.error);
  }

  private fail(id: number, why: string): void {
    this.waiting
      .get(id)
      ?.fail(new KubernetesTargetError('PROOF_COMMAND_FAILED', `the probe in the agents' pod: ${why}`));
  }
}
