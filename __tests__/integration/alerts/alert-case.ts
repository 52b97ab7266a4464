import type { Situation } from './situation';

/** Test code: what an alert must tell, and what it must not. */
export interface AlertCase {
  readonly fires: Situation;
  /** Near to it, and no reason to tell anybody. */
  readonly quiet: Situation;
}

/** By the trigger: `<alert>/<severity>`, with the window behind it where there are several of one severity. */
export type AlertCases = Readonly<Record<string, AlertCase>>;
