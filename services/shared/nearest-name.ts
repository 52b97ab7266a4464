/** Edit distance (Levenshtein) of two short names, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const LONGEST = 64;
const SHORTEST_PREFIX = 3;

/** The known name that a mistyped one most likely means, or none when nothing is near. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > LONGEST) return undefined;
  const wanted = typed.toLowerCase();
  const begun = known.find((name) => wanted.length >= SHORTEST_PREFIX && name.toLowerCase().startsWith(wanted));
  if (begun !== undefined) return begun;
  const ranked = known
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .sort((left, right) => left.far - right.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(typed.length / 3)) ? best.name : undefined;
}
