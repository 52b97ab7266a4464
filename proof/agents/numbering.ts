import type { MessageId } from '../ledger/entries';

/**
 * An incarnation tells an agent that was started again from the one before: keys are `<name>.<incarnation>.<n>`, so that no
 * number is used twice and nobody needs to know where the one that was killed had been. It is the moment of the start.
 */
export const incarnationAt = (startedAtMs: number): string => Math.floor(startedAtMs).toString(36);

/** Keys that take turns, each with its own numbers from 0. */
export class Numbering {
  private readonly next: number[];
  private turn = 0;

  constructor(
    private readonly name: string,
    private readonly incarnation: string,
    keys: number,
  ) {
    this.next = Array.from({ length: keys }, () => 0);
  }

  /** The next message of the next key that may have one. @returns `undefined`: of none */
  take(mayHave: (key: string) => boolean): { readonly key: string; readonly id: MessageId } | undefined {
    for (let tried = 0; tried < this.next.length; tried += 1) {
      const index = this.turn;
      this.turn = (this.turn + 1) % this.next.length;
      const key = `${this.name}.${this.incarnation}.${index}`;
      if (!mayHave(key)) continue;
      const number = this.next[index] ?? 0;
      this.next[index] = number + 1;
      return { key, id: `${key}:${number}` };
    }
    return undefined;
  }
}
