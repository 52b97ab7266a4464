import { leftOutWords } from '../left-out';
import type { ProofResult } from '../result';
import { markup, type Markup } from './markup';

/** Faults that were wanted and could not be done, with why; nothing when there were none. */
export function leftOutNote(runs: readonly ProofResult[]): Markup | undefined {
  const words = leftOutWords(runs.flatMap(({ leftOut = [] }) => leftOut));
  return words.length === 0 ? undefined : markup`<p class="note">Left out: ${words.join('; ')}.</p>`;
}
