/** Test code: whether the API server takes objects, and nothing is made. */
import { writeFile } from 'node:fs/promises';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import type { Platform } from './platform';

/** Asks about all of them, with no field that it does not know; `file` is where it writes them. */
export async function admitted(
  { cluster }: Platform,
  objects: readonly KubernetesObject[],
  file: string,
): Promise<void> {
  expect(objects.length).toBeGreaterThan(40);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const strict = ['--server-side', '--dry-run=server', '--validate=strict', '--force-conflicts'];
  const said = await cluster.mustKubectl(['apply', ...strict, '--filename', file]);
  expect(said.trim().split('\n').length).toBe(objects.length);
}
