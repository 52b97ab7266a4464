/**
 * Annotations of an object that does not pass checks of the policy scanner on purpose, by checkov's names of them, with the
 * reason: checkov's own form. `make policy-scan` fails when the object passes one of them after all.
 */
export function accepted(reasons: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    // checkov takes what is between the first two of these.
    Object.entries(reasons).map(([check, reason]) => {
      if (reason.includes('=')) throw new RangeError(`reason of ${check}: '${reason}' must have no =; say it in words`);
      return [`checkov.io/skip.${check}`, `${check}=${reason}`];
    }),
  );
}
