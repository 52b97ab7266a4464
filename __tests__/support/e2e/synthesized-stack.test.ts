import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literal, readStack } from './synthesized-stack';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-stack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const addresses = (resource: object): string[] => {
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource }));
  return readStack(folder).map(({ address }) => address);
};

describe('a synthesized stack', () => {
  it('gives its resources behind what they depend on, by list and by expression', () => {
    const resource = {
      helm_release: {
        services: { depends_on: ['terraform_data.kafka-ready'] },
        kafka: { values: ['${jsonencode(terraform_data.input.output)}'] },
      },
      terraform_data: { 'kafka-ready': { depends_on: ['helm_release.kafka'] }, input: {} },
    };
    const order = addresses(resource);
    const behind = [
      'terraform_data.input',
      'helm_release.kafka',
      'terraform_data.kafka-ready',
      'helm_release.services',
    ];
    expect(order.filter((address) => behind.includes(address))).toEqual(behind);
    expect(order).toHaveLength(4);
  });

  it('rejects a cycle and a dependency that is not there', () => {
    const needs = (address: string): object => ({ depends_on: [`helm_release.${address}`] });
    expect(() => addresses({ helm_release: { a: needs('b'), b: needs('a') } })).toThrow(/a cycle: helm_release\.a -> /);
    expect(() => addresses({ helm_release: { a: needs('none') } })).toThrow(/does not have/);
  });

  it('takes doubled signs for themselves', () => {
    expect(literal('$${env:X} %%{if} ${kept}')).toBe('${env:X} %{if} ${kept}');
  });
});
