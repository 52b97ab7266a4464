import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from '../../../local/build/bundle';
import { temporaryFolder } from '../../support/temporary-folder';

describe("a service's bundle", () => {
  let text: string;
  beforeAll(async () => {
    const file = join(temporaryFolder('bundle'), 'producer.js');
    await bundleProgram('services/producer/main.ts', file);
    text = readFileSync(file, 'utf8');
  });

  // A call for each closure, each time it is made: docs/adr/0005.
  test('names no function at run time', () => {
    expect(text.includes('__name(')).toBe(false);
  });

  test('keeps the names of errors, which logs show', () => {
    const named = (name: string): boolean => new RegExp(`\\b(${name}=class|class ${name}) extends `).test(text);
    expect(['KafkaError', 'RequestError', 'KafkaJSNumberOfRetriesExceeded'].filter((name) => !named(name))).toEqual([]);
  });

  test('leaves out what nobody uses of a package', () => {
    expect(text.includes('protobuf')).toBe(false);
  });
});
