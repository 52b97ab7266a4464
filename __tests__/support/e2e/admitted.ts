/** Test code: whether the API server takes objects, and nothing is made. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environments } from '../../../environments';
import { synthesize } from '../../../main';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import type { Platform } from './platform';
import { renderedReleases } from './rendered-objects';

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

/** Here a class of that name is minikube's, and a class cannot be changed. */
const renamed = (object: KubernetesObject): KubernetesObject =>
  object.kind === 'StorageClass'
    ? { ...object, metadata: { ...object.metadata, name: `${object.metadata?.name}-on-eks` } }
    : object;

/** All that eks-prod would have, synthesized into the folder. */
export function eksObjects(outdir: string): KubernetesObject[] {
  synthesize([environments['eks-prod']], outdir);
  const releases = renderedReleases(join(outdir, 'stacks', 'eks-prod'));
  return releases.flatMap(({ objects }) => objects.map(renamed));
}
