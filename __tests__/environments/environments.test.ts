import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../environments';
import { resolve } from '../../model/resolve';

const folder = join(__dirname, '../../environments');
/** What is no environment: their registry, the accounts that they stand in, and what `make images` writes. */
const others = ['index.ts', 'accounts.ts', 'images.json'];
const files = readdirSync(folder).filter((file) => !others.includes(file));

describe('the environments', () => {
  it.each(Object.entries(environments))('resolve: %s, by the name it has in the registry', (name, spec) => {
    expect(resolve(spec).name).toBe(name);
  });

  it('are one file each', () => {
    expect(files.sort()).toEqual(
      Object.keys(environments)
        .map((name) => `${name}.ts`)
        .sort(),
    );
  });

  it.each(files)('%s has values only: no function, condition or variable of the process', (file) => {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    expect(text).not.toMatch(/process\.|=>|function|\?|\bif\b|\blet\b|\.\.\./);
  });

  it('has the ports that are promised to a user', () => {
    const local = resolve(environments.local);
    const compose = resolve(environments.compose);
    expect(local.services.map(({ name, port }) => `${name} ${port}`)).toEqual([
      'producer 8000',
      'consumer 8001',
      'ping-pong 8002',
    ]);
    expect(local.platform).toMatchObject({ brokerPort: 9092, controllerPort: 19_092 });
    expect(compose.platform).toMatchObject({
      brokerPort: 9092,
      kafkaUiPort: 8080,
      prometheusPort: 9090,
      grafanaPort: 3000,
    });
  });

  it('has the partitions that are promised', () => {
    const partitions = Object.values(environments).map(
      (spec) => resolve(spec).topics.find(({ name }) => name === 'posts')?.partitions,
    );
    expect(partitions).toEqual([3, 3, 3, 12]);
  });

  it('loses no acknowledged record when one broker is lost, in any of them', () => {
    for (const spec of Object.values(environments)) {
      for (const { config, replicationFactor } of resolve(spec).topics) {
        expect(replicationFactor).toBeGreaterThanOrEqual(3);
        expect(config).toMatchObject({ 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' });
      }
    }
  });
});
