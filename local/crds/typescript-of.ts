import { CrdsError } from './crds-error';
import { storedVersion, type Definition, type Schema } from './definition';

/**
 * TypeScript types of custom resources, from the schemas of their CRDs.
 *
 * A CRD's schema is structural: few keywords decide the shape, the others (`pattern`, `minimum`, `oneOf` of required
 * fields, CEL rules) only narrow values and say nothing that a type could. A keyword in neither list stops the
 * generation, so that nothing of the shape is lost unseen. Objects are closed, as the API server prunes what it does
 * not know; they are open only where the schema keeps unknown fields. Shapes that come more than once become one
 * interface: Strimzi repeats a pod's affinity nineteen times.
 */

const SHAPE = ['type', 'properties', 'required', 'items', 'additionalProperties', 'enum', 'nullable'];
const SHAPE_KUBERNETES = ['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'];
const VALUES = ['pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const SIZES = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties', 'uniqueItems'];
const COMBINED = ['anyOf', 'oneOf', 'allOf', 'not', 'x-kubernetes-validations'];
const WORDS = ['description', 'example', 'default', 'title'];
const MERGING = ['list-type', 'list-map-keys', 'map-type'].map((name) => `x-kubernetes-${name}`);
const KNOWN = new Set([...SHAPE, ...SHAPE_KUBERNETES, ...VALUES, ...SIZES, ...COMBINED, ...WORDS, ...MERGING]);

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'number',
  number: 'number',
};

interface ObjectShape {
  readonly kind: 'object';
  readonly fields: readonly { readonly name: string; readonly optional: boolean; readonly shape: Shape }[];
  /** Of fields that have no name here. */
  readonly others?: Shape;
}
type Shape =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'nullable'; readonly of: Shape }
  | ObjectShape;

const plain = (text: string): Shape => ({ kind: 'plain', text });

function objectOf(schema: Schema, path: string): Shape {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    optional: !required.has(name),
    shape: shapeOf(field, `${path}.${name}`),
  }));
  const { additionalProperties: others } = schema;
  if (schema['x-kubernetes-preserve-unknown-fields'] || others === true) {
    return { kind: 'object', fields, others: plain('unknown') };
  }
  if (typeof others === 'object') return { kind: 'object', fields, others: shapeOf(others, `${path}.*`) };
  return fields.length === 0 ? { kind: 'object', fields, others: plain('never') } : { kind: 'object', fields };
}

function shapeOf(schema: Schema, path: string): Shape {
  const unknown = Object.keys(schema).filter((keyword) => !KNOWN.has(keyword));
  if (unknown.length > 0) {
    throw new CrdsError(
      'CRDS_SCHEMA_UNKNOWN',
      `${path} has ${unknown.join(', ')}, which local/crds/typescript-of.ts does not know. ` +
        'Find out whether it changes the shape, then add it to a list there',
    );
  }
  const shape = unnullable(schema, path);
  return schema.nullable ? { kind: 'nullable', of: shape } : shape;
}

function unnullable(schema: Schema, path: string): Shape {
  if (schema['x-kubernetes-int-or-string']) return plain('number | string');
  if (schema.enum) return plain(schema.enum.map((value) => JSON.stringify(value)).join(' | '));
  if (schema.type === 'array') return { kind: 'list', of: shapeOf(schema.items ?? {}, `${path}[]`) };
  if (schema.type === 'object' || schema.properties) return objectOf(schema, path);
  const scalar = SCALARS[schema.type ?? ''];
  if (scalar !== undefined) return plain(scalar);
  if (schema.type === undefined && schema['x-kubernetes-preserve-unknown-fields']) return plain('unknown');
  throw new CrdsError('CRDS_SCHEMA_UNKNOWN', `${path} has type ${schema.type ?? 'none'}, which no CRD had until now`);
}

const inside = (shape: Shape): readonly { readonly name: string; readonly shape: Shape }[] => {
  if (shape.kind === 'plain') return [];
  if (shape.kind !== 'object') return [{ name: '', shape: shape.of }];
  return [...shape.fields, ...(shape.others ? [{ name: '', shape: shape.others }] : [])];
};

/** Equal for equal shapes, whatever they are called. */
const keyOf = (shape: Shape): string => JSON.stringify(shape);
const pascal = (name: string): string =>
  name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, __, c: string) => c.toUpperCase());

/** Names for the shapes that come more than once: their field's, with as many parents before it as make it unique. */
class SharedShapes {
  private readonly seen = new Map<string, { count: number; readonly path: readonly string[]; readonly shape: Shape }>();
  private readonly names = new Map<string, string>();

  constructor(
    roots: readonly { readonly name: string; readonly shape: Shape }[],
    private readonly reserved: ReadonlySet<string>,
  ) {
    for (const { name, shape } of roots) this.count(shape, [name]);
    for (const [key, { count, path }] of this.seen) if (count > 1) this.names.set(key, this.freeName(path));
  }

  nameOf(shape: Shape): string | undefined {
    return shape.kind === 'object' ? this.names.get(keyOf(shape)) : undefined;
  }

  all(): { readonly name: string; readonly shape: Shape }[] {
    const found = [...this.names].flatMap(([key, name]) => {
      const shape = this.seen.get(key)?.shape;
      return shape === undefined ? [] : [{ name, shape }];
    });
    return found.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private count(shape: Shape, path: readonly string[]): void {
    if (shape.kind === 'object' && shape.fields.length > 1) {
      const key = keyOf(shape);
      const before = this.seen.get(key);
      if (before) {
        // What is in it is written once, in the interface.
        before.count += 1;
        return;
      }
      this.seen.set(key, { count: 1, path, shape });
    }
    for (const { name, shape: part } of inside(shape)) this.count(part, name === '' ? path : [...path, name]);
  }

  private freeName(path: readonly string[]): string {
    const taken = new Set([...this.names.values(), ...this.reserved]);
    for (let length = 1; length <= path.length; length += 1) {
      const name = path.slice(-length).map(pascal).join('');
      if (!taken.has(name)) return name;
    }
    const base = path.map(pascal).join('');
    for (let number = 2; ; number += 1) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
  }
}

const fieldName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function write(shape: Shape, shared: SharedShapes, indent: string, own = false): string {
  if (shape.kind === 'plain') return shape.text;
  if (shape.kind === 'nullable') return `${write(shape.of, shared, indent)} | null`;
  if (shape.kind === 'list') {
    const of = write(shape.of, shared, indent);
    return shape.of.kind === 'plain' && shape.of.text.includes('|') ? `readonly (${of})[]` : `readonly ${of}[]`;
  }
  const name = own ? undefined : shared.nameOf(shape);
  if (name !== undefined) return name;
  if (shape.fields.length === 0 && shape.others)
    return `Readonly<Record<string, ${write(shape.others, shared, indent)}>>`;
  const lines = shape.fields.map(
    (field) =>
      `readonly ${fieldName(field.name)}${field.optional ? '?' : ''}: ${write(field.shape, shared, `${indent}  `)};`,
  );
  if (shape.others) lines.push(`readonly [name: string]: ${write(shape.others, shared, `${indent}  `)};`);
  return `{\n${lines.map((line) => `${indent}  ${line}\n`).join('')}${indent}}`;
}

/** The file of all kinds of `definitions`. `header` is its comment, line by line. */
export function typescriptOf(definitions: readonly Definition[], header: readonly string[]): string {
  const kinds = definitions
    .map((definition) => ({ definition, version: storedVersion(definition), name: definition.spec.names.kind }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const roots = kinds.map(({ name, version, definition }) => {
    const spec = version.schema.openAPIV3Schema.properties?.['spec'];
    if (spec === undefined) throw new CrdsError('CRDS_SCHEMA_UNKNOWN', `${definition.metadata.name} has no spec`);
    return { name: `${name}Spec`, shape: shapeOf(spec, name) };
  });
  const shared = new SharedShapes(
    roots,
    new Set(['ObjectMeta', ...kinds.flatMap(({ name }) => [name, `${name}Spec`])]),
  );
  const objects = kinds.map(({ name, version, definition: { spec } }) =>
    [
      `export interface ${name} {`,
      `  readonly apiVersion: '${spec.group}/${version.name}';`,
      `  readonly kind: '${name}';`,
      '  readonly metadata: ObjectMeta;',
      `  readonly spec: ${name}Spec;`,
      '}\n',
    ].join('\n'),
  );
  const specs = roots.map(({ name, shape }) => `export interface ${name} ${write(shape, shared, '', true)}\n`);
  // Not exported: a `Secret` or a `Pod` of an operator's schema is none of Kubernetes'.
  const parts = shared.all().map(({ name, shape }) => `interface ${name} ${write(shape, shared, '', true)}\n`);
  const comment = header.map((line) => `// ${line}\n`).join('');
  return [
    `${comment}import type { ObjectMeta } from 'kubernetes-types/meta/v1';\n`,
    ...objects,
    ...specs,
    ...parts,
  ].join('\n');
}
