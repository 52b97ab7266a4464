import type { TimeSpan } from './time-span';

/** A dashboard asks with a variable that nobody here fills in. */
export class UnknownVariableError extends Error {
  override readonly name = 'UnknownVariableError';
  readonly code = 'PICTURE_VARIABLE_UNKNOWN';
}

/** Four scrapes, or as far as from one point to the next: a rate always has two samples. */
export const rateInterval = (step: number, scrape: number): number => Math.max(step + scrape, 4 * scrape);

/**
 * An expression of a panel as Grafana sends it.
 * @param scrape seconds between two scrapes, as the data source is told
 * @throws UnknownVariableError for a variable that Grafana would ask a reader for
 */
export function withVariables(expression: string, { from, to, step }: TimeSpan, scrape: number): string {
  const values: Readonly<Record<string, number>> = {
    __rate_interval: rateInterval(step, scrape),
    __interval: step,
    __range: to - from,
  };
  // A dollar in a matcher's pattern is the end of the text, not a variable.
  return expression.replace(/\$(?:\{(\w+)\}|(\w+))/g, (written, braced?: string, plain?: string) => {
    const value = values[braced ?? plain ?? ''];
    if (value !== undefined) return `${value}s`;
    throw new UnknownVariableError(
      `'${written}' in '${expression}' is not known: there is ${Object.keys(values).join(', ')}`,
    );
  });
}
