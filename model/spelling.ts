/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other: optimal string alignment. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same];
      row.push(Math.min(...edits, swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** The known name that was most likely meant, if any is near enough: a third of its letters may differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 256) return undefined;
  const candidates = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return candidates[0]?.candidate;
}

/** A fix of the form `did you mean "posts"?` when a known name is near; none otherwise, so that the rule's own is told. */
export function didYouMean(name: string, known: readonly string[]): { readonly fix?: string } {
  const found = nearest(name, known);
  return found === undefined ? {} : { fix: `did you mean "${found}"?` };
}
