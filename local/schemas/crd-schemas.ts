import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseDefinition, type Definition } from '../crds/definition';
import { crdSources } from '../crds/generate';
import { closed, mapInside, schemaKey, type JsonSchema } from './json-schema';

const charts = resolve(__dirname, '..', '..', 'charts');

/** The committed CRDs of a chart: YAML as it stands, since nothing in it is a template. */
async function definitionsIn(chart: string): Promise<Definition[]> {
  const folder = join(charts, chart, 'templates');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml') && name !== 'guard.yaml');
  return Promise.all(
    files.map(async (name) => parseDefinition(await readFile(join(folder, name), 'utf8'), join(chart, name))),
  );
}

function ofCrd(schema: JsonSchema): JsonSchema {
  const inside = mapInside(closed(schema), ofCrd);
  // A CRD's `nullable` is OpenAPI's: JSON schema does not know it. No enum of ours is nullable.
  return inside.nullable && typeof inside.type === 'string' ? { ...inside, type: [inside.type, 'null'] } : inside;
}

/** What every object has, whatever its CRD says of it. */
function asObject(schema: JsonSchema, objectMeta: JsonSchema): JsonSchema {
  const { properties, ...rest } = schema;
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: objectMeta };
  return { ...rest, properties: { ...properties, ...common } };
}

/** Schemas of the custom resources of `charts/*-crds`, by `schemaKey`; versions that are not served have none. */
export async function crdSchemas(objectMeta: JsonSchema): Promise<ReadonlyMap<string, JsonSchema>> {
  const definitions = (await Promise.all(crdSources.map(({ chart }) => definitionsIn(chart)))).flat();
  return new Map(
    definitions.flatMap(({ spec }) =>
      spec.versions
        .filter(({ served }) => served)
        .map(({ name, schema }): [string, JsonSchema] => [
          schemaKey(`${spec.group}/${name}`, spec.names.kind),
          ofCrd(asObject(schema.openAPIV3Schema, objectMeta)),
        ]),
    ),
  );
}
