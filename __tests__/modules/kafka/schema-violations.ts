/** What of a CRD's schema Strimzi's CRDs use (structural schemas of apiextensions.k8s.io/v1). */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

function fits(schema: Schema, value: unknown): boolean {
  const type = typeOf(value);
  if (schema['x-kubernetes-int-or-string']) return type === 'integer' || type === 'string';
  return schema.type === undefined || schema.type === type || (schema.type === 'number' && type === 'integer');
}

function ofScalar(schema: Schema, value: unknown, path: string): string[] {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  return [
    ...(schema.enum !== undefined && !schema.enum.includes(value) ? [`${path}: not one of the values`] : []),
    ...(schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value)) ? [`${path}: pattern`] : []),
    ...(typeof value === 'number' && (value < minimum || value > maximum) ? [`${path}: out of range`] : []),
  ];
}

function ofMap(schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const missing = (schema.required ?? [])
    .filter((key) => value[key] === undefined)
    .map((key) => `${path}/${key}: missing`);
  const members = Object.entries(value).flatMap(([key, member]) => {
    const known = schema.properties?.[key] ?? schema.additionalProperties;
    if (known !== undefined) return violationsOf(known, member, `${path}/${key}`);
    // The API server would drop it without a word.
    return schema['x-kubernetes-preserve-unknown-fields'] ? [] : [`${path}/${key}: unknown`];
  });
  return [...missing, ...members];
}

/** Where a value departs from the schema: `/kafka/listeners/0/tls: missing`. */
export function violationsOf(schema: Schema, value: unknown, path = ''): string[] {
  if (!fits(schema, value)) return [`${path}: ${typeOf(value)}, not ${schema.type}`];
  if (isMap(value)) return ofMap(schema, value, path);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      schema.items === undefined ? [] : violationsOf(schema.items, item, `${path}/${index}`),
    );
  }
  return ofScalar(schema, value, path);
}
