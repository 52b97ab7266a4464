/** A place in a picture. */
export type Place = readonly [x: number, y: number];

function distance([x, y]: Place, [ax, ay]: Place, [bx, by]: Place): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/**
 * As few of the places as draw the same line (Ramer, Douglas and Peucker): what is left out lies no further from it than
 * `tolerance`, so that no peak is lost.
 */
export function thin(places: readonly Place[], tolerance: number): readonly Place[] {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined || places.length < 3) return places;
  const distances = places.map((place) => distance(place, first, last));
  const furthest = Math.max(...distances);
  if (furthest <= tolerance) return [first, last];
  const at = distances.indexOf(furthest);
  return [...thin(places.slice(0, at + 1), tolerance), ...thin(places.slice(at), tolerance).slice(1)];
}
