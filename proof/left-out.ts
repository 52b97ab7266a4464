/** A fault that was wanted and is not done. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** `cut-off, cut-in (it takes root ...)`: each reason once, with all that it keeps out. */
export function leftOutWords(leftOut: readonly LeftOut[]): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = leftOut.filter((each) => each.reason === reason).map(({ name }) => name);
    return `${[...new Set(names)].join(', ')} (${reason})`;
  });
}
