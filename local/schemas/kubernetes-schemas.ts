import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolVersions } from '../../model/versions';
import { goModule } from '../crds/tools';
import type { Environment } from '../kafka/cache-dir';
import { closed, mapInside, schemaKey, type JsonSchema } from './json-schema';

type Definitions = Readonly<Record<string, JsonSchema>>;

/** What the OpenAPI document says less exactly than the API server takes it. */
const EXACT: Readonly<Record<string, JsonSchema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
};

/** A definition with everything it refers to inside it; what contains itself (a CRD's own schema) is left open there. */
function standalone(name: string, definitions: Definitions, above: readonly string[] = []): JsonSchema {
  const exact = EXACT[name];
  if (exact !== undefined) return exact;
  if (above.includes(name)) return {};
  const inline = (schema: JsonSchema): JsonSchema => {
    const referred = schema.$ref?.replace('#/definitions/', '');
    if (referred !== undefined) return standalone(referred, definitions, [...above, name]);
    return mapInside(closed(schema), inline);
  };
  return inline(definitions[name] ?? {});
}

/** Schemas of the API server's own kinds, made when they are asked for: most are large and not needed. */
export interface KubernetesSchemas {
  /** Undefined for a kind that Kubernetes does not have. */
  readonly of: (key: string) => JsonSchema | undefined;
  readonly objectMeta: JsonSchema;
}

/** Read from the OpenAPI document in the Go module k8s.io/kubernetes, which Go keeps in its cache: 50 MB, once. */
export async function kubernetesSchemas(env: Environment): Promise<KubernetesSchemas> {
  const folder = await goModule('k8s.io/kubernetes', toolVersions.kubernetesSchemas, env);
  const document = await readFile(join(folder, 'api', 'openapi-spec', 'swagger.json'), 'utf8');
  const { definitions } = JSON.parse(document) as { readonly definitions: Definitions };
  const names = new Map(
    Object.entries(definitions).flatMap(([name, schema]) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }): [string, string] => {
        return [schemaKey(group === '' ? version : `${group}/${version}`, kind), name];
      }),
    ),
  );
  return {
    of: (key) => {
      const name = names.get(key);
      return name === undefined ? undefined : standalone(name, definitions);
    },
    objectMeta: standalone('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', definitions),
  };
}
