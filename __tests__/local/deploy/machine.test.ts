import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { environments } from '../../../environments';
import { startArguments } from '../../../local/deploy/minikube';
import { isTooOld } from '../../../local/deploy/prepare';
import { render } from '../../../local/deploy/render';
import { Commands } from '../../../local/deploy/run-command';
import { isOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';

const repository = join(__dirname, '../../..');

describe('startArguments', () => {
  it('asks for a node for each zone, as large as the model counts with and what the system keeps', () => {
    const environment = resolve(environments.minikube);
    if (!isOn(environment, 'minikube')) throw new Error('not on minikube');
    expect(startArguments(environment)).toEqual([
      'start',
      '-p',
      'minikube',
      '--nodes=3',
      '--kubernetes-version=v1.35',
      '--cpus=2',
      '--memory=4096m',
    ]);
  });
});

describe('isTooOld', () => {
  it.each([
    ['Terraform v1.11.4', [1, 6], false],
    ['v1.5.7', [1, 6], true],
    ['v20.19.0', [20, 19], false],
    ['v20.9.0', [20, 19], true],
    ['2.0', [1, 36], false],
    ['whatever', undefined, false],
  ] as const)('judges %j against %j', (said, atLeast, tooOld) => {
    expect(isTooOld(said, atLeast)).toBe(tooOld);
  });
});

describe('render', () => {
  it('writes every object, every CRD and the values of each published chart', async () => {
    const into = mkdtempSync(join(tmpdir(), 'millrace-rendered-'));
    try {
      const props = { repository, stack: 'minikube', into, charts: false };
      const { files } = await render(props, new Commands(process.env));
      const written = readdirSync(into, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
      expect(written).toHaveLength(files);
      expect(written).toEqual(
        expect.arrayContaining([
          'strimzi-crds/kafka.yaml',
          'monitoring/values.yaml',
          'services/millrace/Deployment/producer.yaml',
        ]),
      );
      for (const file of written) {
        const text = readFileSync(join(into, file), 'utf8');
        expect(text).not.toMatch(/\{\{-? *(include|range)|\$\$\{/);
        if (!file.endsWith('/values.yaml')) expect(parse(text)).toMatchObject({ kind: expect.any(String) as string });
      }
    } finally {
      rmSync(into, { recursive: true, force: true });
    }
  });
});
