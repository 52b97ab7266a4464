import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { environments } from '../../../environments';
import { imagesOf } from '../../../local/deploy/images';
import { deleteMinikube, startArguments, stateFile } from '../../../local/deploy/minikube';
import { render } from '../../../local/deploy/render';
import { Commands } from '../../../local/deploy/run-command';
import { isTooOld } from '../../../local/deploy/tools';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import { synthesize } from '../../../main';
import { FakePrograms } from './fake-programs';
import { temporaryFolder } from '../../support/temporary-folder';

const repository = join(__dirname, '../../..');

function minikube(): EnvironmentOn<'minikube'> {
  const environment = resolve(environments.minikube);
  if (isOn(environment, 'minikube')) return environment;
  throw new Error('not on minikube');
}

describe('startArguments', () => {
  it('asks for a node for each zone, as large as the model counts with and what the system keeps', () => {
    expect(startArguments(minikube())).toEqual([
      'start',
      '-p',
      'minikube',
      '--nodes=3',
      '--kubernetes-version=v1.35',
      '--driver=docker',
      '--cni=calico',
      '--cpus=2',
      '--memory=4352m',
    ]);
  });
});

describe('deleteMinikube', () => {
  const folder = temporaryFolder('state');
  const programs = new FakePrograms({ minikube: 'true' });

  it("forgets Terraform's state of it, and only when it is deleted", async () => {
    const own = stateFile('minikube');
    for (const file of [own, `${own}.backup`, stateFile('eks-prod')]) writeFileSync(join(folder, file), '{}');
    programs.add('minikube', 'exit 1');
    await expect(deleteMinikube(minikube(), folder, programs.commands)).rejects.toThrow(/ended with status 1/);
    expect(readdirSync(folder)).toContain(own);
    programs.add('minikube', 'true');
    await deleteMinikube(minikube(), folder, programs.commands);
    expect(readdirSync(folder)).toEqual([stateFile('eks-prod')]);
  });

  it('knows the file that the stack writes', () => {
    synthesize([environments.minikube], folder);
    const text = readFileSync(join(folder, 'stacks/minikube/cdk.tf.json'), 'utf8');
    const { terraform } = JSON.parse(text) as { terraform: { backend: { local: { path: string } } } };
    expect(join(folder, 'stacks/minikube', terraform.backend.local.path)).toBe(join(repository, stateFile('minikube')));
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
    const into = temporaryFolder('rendered');
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
    const images = written
      .filter((file) => file.startsWith('services/millrace/Deployment/'))
      .map((file) => /image: (\S+)/.exec(readFileSync(join(into, file), 'utf8'))?.[1]);
    expect(images.sort()).toEqual(imagesOf(resolve(environments.minikube)).sort());
    for (const file of written) {
      const text = readFileSync(join(into, file), 'utf8');
      // Of two signs before a brace only those stay that Grafana wants, before variables of its own.
      expect(text).not.toMatch(/\{\{-? *(include|range)|\$\$\{(?!__)/);
      if (!file.endsWith('/values.yaml')) expect(parse(text)).toMatchObject({ kind: expect.any(String) as string });
    }
  }, 30_000);
});
