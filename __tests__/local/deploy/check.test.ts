import { environments } from '../../../environments';
import { accounts } from '../../../environments/accounts';
import { check } from '../../../local/deploy/check';
import { clusterNamed, environmentNamed, kafkaUiNamed, minikubeNamed, stackNamed } from '../../../local/deploy/chosen';
import { imagesOf } from '../../../local/deploy/images';
import { prepare } from '../../../local/deploy/prepare';
import { toolsOf, type Target } from '../../../local/deploy/tools';
import { resolve } from '../../../model/resolve';
import { withChanges } from '../../model/with-changes';
import { FakePrograms } from './fake-programs';

const kubectl = `case "$*" in
  *get-contexts*) echo minikube ;;
  *readyz*) echo ok ;;
  *) echo 'Client Version: v1.35.0' ;;
esac`;

const docker = (client: string): string =>
  `case "$1" in --version) echo 'Docker version ${client}' ;; version) echo 20.10.24 ;; *) exit 1 ;; esac`;

const all = { terraform: 'echo Terraform v1.11.4', kubectl, node: 'echo v20.20.2', minikube: 'echo v1.38.0' };

let programs: FakePrograms;
beforeEach(() => (programs = new FakePrograms(all)));

const tools = toolsOf();
const props = () => ({
  tools,
  commands: programs.commands,
  askAddress: () => Promise.resolve(undefined),
  warn: () => undefined,
});
const minikube = minikubeNamed('minikube');
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('the environment that ENV names', () => {
  it('rejects one that there is not, with those that there are', () => {
    expect(codeOf(() => clusterNamed('minicube'))).toBe('DEPLOY_ENVIRONMENT_UNKNOWN');
  });

  it.each([
    ['what has a stack', stackNamed, /: minikube, eks-prod, bootstrap\. .* ENV=minikube\./],
    ['what is in a cluster', clusterNamed, /: minikube, eks-prod\. .* ENV=minikube\./],
    ['what is on minikube', minikubeNamed, /: minikube\. .* ENV=minikube\./],
    ['what has a page of Kafka', kafkaUiNamed, /: compose, minikube\. .* ENV=compose\./],
    ['what pulls images', (env: string) => environmentNamed(env, ['eks']), /: eks-prod\. .* ENV=eks-prod\./],
  ] as const)('rejects one that there is not, with %s', (_name, named, message) => {
    expect(() => named('nope')).toThrow(message);
    expect(() => named('nope')).toThrow(/There is no environment 'nope'; for this command there are:/);
  });

  it('advises the one that was meant', () => {
    expect(() => stackNamed('eks-prdo')).toThrow(/as ENV=eks-prod\.$/);
    expect(() => stackNamed('bootstap')).toThrow(/as ENV=bootstrap\.$/);
  });

  it('finds an account where it is deployed, and rejects it where there is nothing of it', () => {
    expect(stackNamed('bootstrap')).toBe(accounts.bootstrap);
    expect(stackNamed('minikube').name).toBe('minikube');
    expect(() => clusterNamed('bootstrap')).toThrow(/'bootstrap' is an account's own stack.*: minikube, eks-prod\./);
    expect(codeOf(() => clusterNamed('bootstrap'))).toBe('DEPLOY_WRONG_PLATFORM');
    expect(() => stackNamed('local')).toThrow(/There are stacks of: minikube, eks-prod, bootstrap\./);
  });

  it('rejects on EKS the page of Kafka, with what shows as much', () => {
    expect(kafkaUiNamed('compose').name).toBe('compose');
    expect(() => kafkaUiNamed('eks-prod')).toThrow(
      /there is one of: compose, minikube\. `make grafana-ui ENV=eks-prod`[^]*aws eks update-kubeconfig --name eks-prod --region us-east-1 [^]*kubectl --context eks-prod -n millrace get kafkatopics/,
    );
    expect(() => kafkaUiNamed('local')).toThrow(/there is one of: compose, minikube\..*`make topics`/);
    expect(codeOf(() => kafkaUiNamed('eks-prod'))).toBe('DEPLOY_WRONG_PLATFORM');
  });

  it('rejects one that is no cluster, with what to run instead', () => {
    expect(() => clusterNamed('local')).toThrow(/'local' is embedded: .*`make up`.*no stack.*minikube, eks-prod\./);
    expect(() => clusterNamed('compose')).toThrow(/`make compose-up`/);
    expect(codeOf(() => minikubeNamed('eks-prod'))).toBe('DEPLOY_WRONG_PLATFORM');
  });
});

describe('check', () => {
  it.each(['diff', 'deploy', 'destroy'] as const)('lets %s begin when all is here', async (command) => {
    await expect(check(command, minikube, props())).resolves.toBeUndefined();
  });

  it('asks for nothing but Terraform before a diff', async () => {
    programs.add('kubectl', 'exit 1');
    await expect(check('diff', minikube, props())).resolves.toBeUndefined();
  });

  it.each([
    [
      'a Terraform that is too old',
      { terraform: 'echo Terraform v1.9.0' },
      'DEPLOY_TOOL_MISSING',
      /v1\.9\.0 is too old.*make prepare ENV=minikube/,
    ],
    ['no kubectl', { kubectl: 'exit 127' }, 'DEPLOY_TOOL_MISSING', /kubectl is not here/],
    [
      'another context',
      { kubectl: kubectl.replace('echo minikube', 'echo kind') },
      'DEPLOY_CONTEXT_MISSING',
      /'minikube'.*it has: kind\..*make minikube-start ENV=minikube/,
    ],
    ['no context', { kubectl: kubectl.replace('echo minikube', 'true') }, 'DEPLOY_CONTEXT_MISSING', /it has: none/],
    [
      'a cluster that is stopped',
      { kubectl: kubectl.replace('echo ok', 'echo refused >&2; exit 1') },
      'DEPLOY_UNREACHABLE',
      /does not answer: `make minikube-start ENV=minikube`.*\nrefused/,
    ],
  ])('rejects a deploy with %s', async (_name, scripts, code, message) => {
    for (const [name, script] of Object.entries(scripts)) programs.add(name, script);
    await expect(check('deploy', minikube, props())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('rejects `make minikube` with all that is missing at once', async () => {
    programs.add('docker', docker('28.2.2'));
    programs.add('minikube', 'exit 127');
    await expect(check('minikube', minikube, props())).rejects.toThrow(/^buildx is not here; minikube is not here: /);
  });
});

describe('prepare', () => {
  const prepared = async (target: Target): Promise<{ complete: boolean; said: string }> => {
    let said = '';
    const out = { write: (text: string): unknown => (said += text) };
    const complete = await prepare({ out, target, tools, platform: 'linux', install: false }, programs.commands);
    return { complete, said };
  };

  it('wants buildx of a docker client that does not build by itself', async () => {
    programs.add('docker', docker('28.2.2'));
    const { complete, said } = await prepared('minikube');
    expect(complete).toBe(false);
    expect(said).toMatch(/✖ buildx +is not here/);
  });

  it('wants no buildx of an old docker client, as Debian 12 has it', async () => {
    programs.add('docker', docker('20.10.24'));
    const { complete, said } = await prepared('minikube');
    expect(complete).toBe(true);
    expect(said).not.toMatch(/buildx/);
  });

  it('tells an engine that does not answer from a docker that is not here', async () => {
    programs.add('docker', '[ "$1" = --version ] && echo Docker version 20.10.24');
    expect((await prepared('minikube')).said).toMatch(/✔ docker .*\n {2}✖ engine +does not answer/);
    programs.add('docker', 'exit 127');
    const { said } = await prepared('minikube');
    expect(said).toMatch(/✖ docker +is not here.*\n +sudo apt-get install docker\.io\n/);
    expect(said).not.toMatch(/engine/);
  });

  it.each([
    ['aws-cli/2.31.4 Python/3.13.7 Linux/6.8', true],
    ['aws-cli/1.46.3 Python/3.11.7 Linux/6.18', true],
    ['aws-cli/2.9.0 Python/3.9.11 Linux/6.8', false],
    ['aws-cli/1.29.0 Python/3.9.11 Linux/6.8', false],
  ])(
    'wants for EKS docker, for the images, no minikube, and an AWS CLI that knows enough: %s',
    async (version, enough) => {
      programs.add('minikube', 'exit 127');
      programs.add('docker', docker('20.10.24'));
      programs.add('aws', `echo '${version}'`);
      const { complete, said } = await prepared('eks');
      expect(complete).toBe(enough);
      expect(said).toMatch(/✔ docker/);
      expect(said).not.toMatch(/[✔✖] minikube/);
      expect(said).toMatch(enough ? /✔ aws/ : /✖ aws +aws-cli\/\S+ .*is too old/);
    },
  );

  it('wants for an account Terraform and the AWS CLI, and asks for nothing else', async () => {
    for (const name of ['kubectl', 'minikube', 'docker', 'helm']) programs.add(name, 'exit 127');
    programs.add('aws', "echo 'aws-cli/2.31.4'");
    const { complete, said } = await prepared('account');
    expect(complete).toBe(true);
    expect([...said.matchAll(/[✔✖!] (\w+)/g)].map(([, name]) => name)).toEqual(['node', 'terraform', 'aws']);
    for (const name of ['terraform', 'aws']) {
      programs.add(name, 'exit 127');
      expect((await prepared('account')).complete).toBe(false);
      programs.add(name, name === 'aws' ? "echo 'aws-cli/2.31.4'" : 'echo Terraform v1.11.4');
    }
  });

  it('asks nobody on minikube for the AWS CLI', async () => {
    programs.add('docker', docker('20.10.24'));
    const { complete, said } = await prepared('minikube');
    expect(complete).toBe(true);
    expect(said).not.toMatch(/aws/);
  });
});

describe('imagesOf', () => {
  const named = (changes: Readonly<Record<string, unknown>>) => resolve(withChanges(environments.minikube, changes));

  it('names the images as the environment asks for them, whatever it is called', () => {
    const environment = named({
      name: 'minikube-ci',
      'platform/imageRepository': 'ghcr.io/acme/millrace',
      'platform/imageTag': '1.2.3',
    });
    expect(imagesOf(environment)).toContain('ghcr.io/acme/millrace/producer:1.2.3');
    expect(imagesOf(environment, '1.2.3')).toHaveLength(3);
  });

  it('rejects a tag that the environment would not use, with both', () => {
    expect(() => imagesOf(minikube, '9.9.9')).toThrow(
      /'minikube' runs images of tag 0\.1\.0 and would not use 9\.9\.9/,
    );
    expect(codeOf(() => imagesOf(resolve(environments.compose), '9.9.9'))).toBe('DEPLOY_IMAGE_UNUSED');
  });

  it.each([undefined, '9.9.9'])('rejects what pulls its images, before any is built: tag %s', (tag) => {
    const prod = resolve(environments['eks-prod']);
    expect(() => imagesOf(prod, tag)).toThrow(/'eks-prod' runs no images of this machine.*`make images ENV=eks-prod`/);
    expect(codeOf(() => imagesOf(prod, tag))).toBe('DEPLOY_WRONG_PLATFORM');
  });
});
