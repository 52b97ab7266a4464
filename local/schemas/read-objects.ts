import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SchemasError } from './schemas-error';
import type { KubernetesObject } from './validate';

/** An object, and where it was read. */
export interface ReadObject {
  readonly file: string;
  readonly object: KubernetesObject;
}

/** What `local/deploy/render.ts` writes for a published chart: what goes into templates, no object. */
const CHART_VALUES = 'values.yaml';

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name) && basename(name) !== CHART_VALUES)
    .sort()
    .map((name) => join(path, name));
}

function documentsOf(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    // A misspelled document must not pass as an empty one.
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

function objectsOf(path: string): ReadObject[] {
  try {
    return filesIn(path).flatMap((file) =>
      documentsOf(file)
        .filter((object) => object !== null)
        .map((object) => ({ file, object: object as KubernetesObject })),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemasError('SCHEMAS_NOT_READ', `${path}: ${reason}; name files or folders of YAML or JSON`, {
      cause: error,
    });
  }
}

/**
 * The Kubernetes objects in files and folders (`*.yaml`, `*.yml`, `*.json`, at any depth), by path; a folder's `values.yaml` are left out.
 * @throws SchemasError SCHEMAS_NOT_READ, SCHEMAS_NO_OBJECTS
 */
export function objectsIn(paths: readonly string[]): ReadObject[] {
  const objects = paths.flatMap(objectsOf);
  if (objects.length > 0) return objects;
  throw new SchemasError(
    'SCHEMAS_NO_OBJECTS',
    `no Kubernetes objects in ${paths.join(', ') || 'nothing'}; name files or folders of YAML or JSON, such as .millrace/render after \`make render\``,
  );
}
