/** A JSON schema (draft 4, which OpenAPI extends), or a schema of OpenAPI that becomes one. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly nullable?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly Gvk[];
}

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `apps/v1 Deployment`, `v1 Pod`: how an object names its schema. */
export const schemaKey = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;

const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** Applies `change` to the schemas directly inside; those in `anyOf` and the like only narrow and stay as they are. */
export function mapInside(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, items, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, change) }),
    ...(items && { items: change(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: change(additionalProperties) }),
  };
}

/** Refuses fields that the schema does not name, as the API server does when asked to be strict. */
export function closed(schema: JsonSchema): JsonSchema {
  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties !== undefined;
  return schema.properties === undefined || open ? schema : { ...schema, additionalProperties: false };
}
