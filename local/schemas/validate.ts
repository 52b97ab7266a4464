import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Environment } from '../kafka/cache-dir';
import { crdSchemas } from './crd-schemas';
import { schemaKey, type JsonSchema } from './json-schema';
import { askKubeconform, errorsIn, schemaFile, type Verdict } from './kubeconform';
import { kubernetesSchemas } from './kubernetes-schemas';

/** Any object of the Kubernetes API, as it would be sent there. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** One thing that the API server would refuse, or drop unseen. */
export interface Finding {
  /** Its place among the objects that were handed in, from 0. */
  readonly index: number;
  /** `namespace/kind/name`, `-` for what it does not have. */
  readonly object: string;
  /** Where in the object, `/spec/replicas`; empty for the object itself. */
  readonly path: string;
  readonly message: string;
}

const keyOf = ({ kind, metadata }: KubernetesObject): string =>
  [metadata?.namespace ?? '-', kind ?? '-', metadata?.name ?? '-'].join('/');

function findingsOf(verdict: Verdict, object: KubernetesObject): Omit<Finding, 'index'>[] {
  const key = keyOf(object);
  if (verdict.msg.includes('could not find schema')) {
    const { apiVersion = 'no apiVersion', kind = 'no kind' } = object;
    const message = `${apiVersion} ${kind} is a kind of neither Kubernetes nor the CRDs in charts/: misspelled, or its CRD is missing there`;
    return [{ object: key, path: '', message }];
  }
  const errors = errorsIn(verdict);
  if (errors.length === 0) return [{ object: key, path: '', message: verdict.msg }];
  return errors.map((error) => ({ object: key, ...error }));
}

/** Writes the schema of each kind among the objects; for a kind without one nothing, and kubeconform says so. */
async function writeSchemas(objects: readonly KubernetesObject[], folder: string, env: Environment): Promise<void> {
  const kubernetes = await kubernetesSchemas(env);
  const custom = await crdSchemas(kubernetes.objectMeta);
  const kinds = new Map<string, JsonSchema>();
  for (const { apiVersion = '', kind = '' } of objects) {
    const key = schemaKey(apiVersion, kind);
    const schema = custom.get(key) ?? kubernetes.of(key);
    if (schema !== undefined) kinds.set(schemaFile(apiVersion, kind), schema);
  }
  for (const [file, schema] of kinds) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), JSON.stringify(schema));
  }
}

/**
 * Validates objects against the OpenAPI of the newest supported Kubernetes and the CRDs of `charts/`, strictly: a field
 * that no schema names is a finding. The same machine, nothing asked of a cluster. Not seen: rules in CEL
 * (`x-kubernetes-validations`), and what the API server checks in code (names, references, immutable fields).
 */
export async function validateObjects(objects: readonly KubernetesObject[], env: Environment): Promise<Finding[]> {
  if (objects.length === 0) return [];
  const work = await mkdtemp(join(tmpdir(), 'millrace-schemas-'));
  const files = join(work, 'objects');
  const schemas = join(work, 'schemas');
  try {
    await mkdir(files);
    await writeSchemas(objects, schemas, env);
    await Promise.all(objects.map((object, index) => writeFile(join(files, `${index}.json`), JSON.stringify(object))));
    const verdicts = await askKubeconform(files, schemas, env);
    return verdicts
      .map((verdict) => ({ verdict, index: Number(basename(verdict.filename, '.json')) }))
      .sort((one, other) => one.index - other.index)
      .flatMap(({ verdict, index }) =>
        findingsOf(verdict, objects[index] ?? {}).map((finding) => ({ index, ...finding })),
      );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
