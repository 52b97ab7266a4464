import type { Definition, Schema } from '../../../local/crds/definition';
import { typescriptOf } from '../../../local/crds/typescript-of';

const definition = (kind: string, spec: Schema): Definition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${kind.toLowerCase()}s.example.org` },
  spec: {
    group: 'example.org',
    names: { kind, plural: `${kind.toLowerCase()}s` },
    versions: [
      { name: 'v1beta1', served: true, storage: false, schema: { openAPIV3Schema: {} } },
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { properties: { spec } } } },
    ],
  },
});
const typesOf = (spec: Schema): string => typescriptOf([definition('Mill', spec)], ['made by a test']);
/** The lines of the spec's interface, without indentation. */
const linesOf = (spec: Schema): string[] => {
  const [, body = ''] = typesOf(spec).split('export interface MillSpec ');
  return body.split('\n').map((line) => line.trim());
};

describe('types of custom resources', () => {
  it('name the stored version and the kind as literals', () => {
    const text = typesOf({ type: 'object', properties: { size: { type: 'integer' } } });
    expect(text).toContain("readonly apiVersion: 'example.org/v1';");
    expect(text).toContain("readonly kind: 'Mill';");
    expect(text).toContain('readonly metadata: ObjectMeta;');
    expect(text.split('\n')[0]).toBe('// made by a test');
  });

  it.each<[string, object, string]>([
    ['a number', { type: 'integer', format: 'int32', minimum: 1 }, 'number'],
    ['a text', { type: 'string', pattern: '^a' }, 'string'],
    ['a choice', { type: 'string', enum: ['a', 'b'] }, '"a" | "b"'],
    ['a list of choices', { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, 'readonly ("a" | "b")[]'],
    ['a number or text', { 'x-kubernetes-int-or-string': true }, 'number | string'],
    [
      'names with values',
      { type: 'object', additionalProperties: { type: 'string' } },
      'Readonly<Record<string, string>>',
    ],
    ['something that may be null', { type: 'boolean', nullable: true }, 'boolean | null'],
    ['anything', { 'x-kubernetes-preserve-unknown-fields': true }, 'unknown'],
    [
      'an open object',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      'Readonly<Record<string, unknown>>',
    ],
    ['an object without fields', { type: 'object' }, 'Readonly<Record<string, never>>'],
  ])('write %s', (_, schema, type) => {
    expect(linesOf({ type: 'object', properties: { field: schema } })).toContain(`readonly field?: ${type};`);
  });

  it('make required fields required, and quote names that are none of TypeScript', () => {
    const lines = linesOf({
      type: 'object',
      required: ['must'],
      properties: { must: { type: 'string' }, may: { type: 'string' }, 'with-dash': { type: 'string' } },
    });
    expect(lines).toEqual(
      expect.arrayContaining(['readonly must: string;', 'readonly may?: string;', 'readonly "with-dash"?: string;']),
    );
  });

  it('leave an object open only where the schema keeps unknown fields', () => {
    const properties = { known: { type: 'string' } };
    expect(linesOf({ type: 'object', properties }).join()).not.toContain('[name: string]');
    expect(linesOf({ type: 'object', properties, 'x-kubernetes-preserve-unknown-fields': true })).toContain(
      'readonly [name: string]: unknown;',
    );
  });

  it('write a shape that comes twice once, and two shapes of one name apart', () => {
    const two = (one: string, other: string): Schema => ({
      type: 'object',
      properties: { [one]: { type: 'string' }, [other]: { type: 'string' } },
    });
    const at = (shape: Schema): Schema => ({ type: 'object', properties: { part: shape } });
    const text = typesOf({
      type: 'object',
      properties: { a: at(two('x', 'y')), b: at(two('x', 'y')), c: at(two('p', 'q')), d: at(two('p', 'q')) },
    });
    expect(text.match(/readonly x\?: string;/g)).toHaveLength(1);
    expect(text).toMatch(/^interface Part \{\n {2}readonly x/m);
    expect(text).toMatch(/^interface CPart \{\n {2}readonly p/m);
  });

  it('rejects a keyword that nobody has looked at, with its path', () => {
    const spec: Schema = { type: 'object', properties: { field: { type: 'string', patternProperties: {} } as Schema } };
    expect(() => typesOf(spec)).toThrow(
      expect.objectContaining({
        code: 'CRDS_SCHEMA_UNKNOWN',
        message: expect.stringContaining('Mill.field has patternProperties') as string,
      }) as Error,
    );
  });

  it('rejects a type that no CRD has', () => {
    expect(() => typesOf({ type: 'object', properties: { field: { type: 'null' } } })).toThrow(
      expect.objectContaining({ code: 'CRDS_SCHEMA_UNKNOWN' }) as Error,
    );
  });
});
