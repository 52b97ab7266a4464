/** An image of a public registry as it is pulled here: below the mirror it keeps its registry's name and path. */
export function mirrored(image: string, mirror: string | undefined): string {
  return mirror === undefined ? image : `${mirror}/${image}`;
}
