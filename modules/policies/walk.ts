/** Something inside of an object. */
export interface Member {
  /** From the object's root, such as `spec.template.containers.0`. */
  readonly path: string;
  /** The path's last step. */
  readonly key: string;
  readonly value: unknown;
}

/** Everything inside of a value, however deep. */
export function membersOf(value: unknown, path: readonly string[] = []): Member[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, key];
    return [{ path: place.join('.'), key, value: inner as unknown }, ...membersOf(inner, place)];
  });
}
