/** What works, and should be looked at all the same. */
export interface Warned {
  readonly warning: string;
}

/** One question to a running platform. */
export interface Check {
  readonly part: string;
  readonly question: string;
  /** Resolves with what was seen; rejects with what is wrong. */
  readonly run: () => Promise<string | Warned>;
}

export interface CheckResult {
  readonly part: string;
  readonly question: string;
  readonly ok: boolean;
  /** Whether what was seen should be looked at though it works. */
  readonly isWarning: boolean;
  readonly seen: string;
  readonly ms: number;
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 240);

/** Asks all of them, one after the other: a broken part must not hide the next, nor its time the next one's. */
export async function runChecks(
  checks: readonly Check[],
  report: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { part, question, run } of checks) {
    const begun = Date.now();
    const outcome = await run().then(
      (seen) =>
        typeof seen === 'string'
          ? { ok: true, isWarning: false, seen }
          : { ok: true, isWarning: true, seen: seen.warning },
      (error: unknown) => ({ ok: false, isWarning: false, seen: oneLine(error) }),
    );
    const result = { part, question, ...outcome, ms: Date.now() - begun };
    results.push(result);
    report(result);
  }
  return results;
}
