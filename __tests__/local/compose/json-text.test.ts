import fc from 'fast-check';
import { jsonText } from '../../../local/compose/json-text';

describe('the text of a dashboard', () => {
  it('says what the object says, in lines that end before column 120 where they can', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    const words = Array.from({ length: 60 }, (_, index) => `word ${index}`);
    expect(
      Math.max(
        ...jsonText({ words })
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(120);
  });

  it('keeps on a line what fits, and puts several objects below each other', () => {
    expect(jsonText({ at: { x: 0, y: 1 }, none: {}, tags: ['one'], only: [{ a: 1, b: 2 }] })).toBe(
      '{ "at": { "x": 0, "y": 1 }, "none": {}, "tags": ["one"], "only": [{ "a": 1, "b": 2 }] }\n',
    );
    expect(
      jsonText({
        steps: [
          { value: null, color: 'green' },
          { value: 1, color: 'red' },
        ],
      }),
    ).toBe('{\n  "steps": [\n    { "value": null, "color": "green" },\n    { "value": 1, "color": "red" }\n  ]\n}\n');
  });
});
