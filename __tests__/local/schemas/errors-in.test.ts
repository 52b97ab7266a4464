import { closed, mapInside, type JsonSchema } from '../../../local/schemas/json-schema';
import { errorsIn, schemaFile } from '../../../local/schemas/kubeconform';

describe("kubeconform's verdicts", () => {
  it('give each innermost error with its path', () => {
    const msg =
      "problem validating schema. Check JSON formatting: jsonschema validation failed with 'file:///s.json#' - at '/spec/containers/0': validation failed   " +
      "- at '/spec/containers/0/limits/cpu': got array, want number or string   - at '/spec/containers/0': additional properties 'imagee' not allowed - at '': missing property 'kind'";
    expect(errorsIn({ filename: '0.json', msg })).toEqual([
      { path: '/spec/containers/0/limits/cpu', message: 'got array, want number or string' },
      { path: '/spec/containers/0', message: "additional properties 'imagee' not allowed" },
      { path: '', message: "missing property 'kind'" },
    ]);
  });

  it('give none when they are not about a schema', () => {
    expect(errorsIn({ filename: '0.json', msg: "error while parsing: missing 'kind' key" })).toEqual([]);
  });
});

describe('schemas', () => {
  it('are found by group, kind and version', () => {
    expect(schemaFile('v1', 'Pod')).toBe('v1/pod_v1.json');
    expect(schemaFile('kafka.strimzi.io/v1', 'KafkaTopic')).toBe('kafka.strimzi.io/kafkatopic_v1.json');
  });

  it('are closed where they name fields, and nowhere else', () => {
    const properties = { a: {} };
    expect(closed({ properties })).toEqual({ properties, additionalProperties: false });
    const open: JsonSchema[] = [
      { type: 'object' },
      { properties, 'x-kubernetes-preserve-unknown-fields': true },
      { properties, additionalProperties: { type: 'string' } },
    ];
    for (const schema of open) expect(closed(schema)).toBe(schema);
  });

  it('are changed inside, not in their combinations', () => {
    const schema = { properties: { a: {} }, items: {}, additionalProperties: {}, oneOf: [{ properties: {} }] };
    const typed = { type: 'string' };
    expect(mapInside(schema, () => typed)).toEqual({
      properties: { a: typed },
      items: typed,
      additionalProperties: typed,
      oneOf: [{ properties: {} }],
    });
  });
});
