import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../../environments';
import { pushImages } from '../../../local/deploy/push-images';
import type { ImageDigests } from '../../../model/image-digests';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { withChanges } from '../../model/with-changes';
import { FakePrograms } from './fake-programs';
import { temporaryFolder } from '../../support/temporary-folder';

const prod = resolve(environments['eks-prod']);
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const tag = '0.1.0';
const revision = 'c0ffee';
const digestOf = (service: string): string => `sha256:${Buffer.from(service).toString('hex').padEnd(64, '0')}`;

/** A registry whose images are files: `docker push` makes one, the AWS CLI finds it. Every call is noted, and what docker was told in secret. */
const scripts = {
  git: `echo ${revision}`,
  aws: `
echo "aws $*" >>"$CALLS/calls"
case "$*" in
  'sts get-caller-identity '*) echo '{"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/me"}' ;;
  'ecr get-login-password '*) [ ! -e "$CALLS/expired" ] || { echo 'An error occurred (ExpiredTokenException)' >&2; exit 254; }; echo the-password ;;
  'ecr describe-images '*)
    [ ! -e "$CALLS/no-repository" ] || { echo 'An error occurred (RepositoryNotFoundException)' >&2; exit 254; }
    service=\${4#millrace/}
    [ -e "$CALLS/pushed-$service" ] || { echo 'An error occurred (ImageNotFoundException)' >&2; exit 254; }
    echo "{\\"imageDetails\\": [{\\"imageDigest\\": \\"$(cat "$CALLS/pushed-$service")\\"}]}" ;;
  *) exit 1 ;;
esac`,
  docker: `
echo "docker $*" >>"$CALLS/calls"
case "$1" in
  login) cat >"$CALLS/secret" ;;
  build) [ "$DOCKER_BUILDKIT" = 1 ] && [ -e Dockerfile ] ;;
  push)
    service=\${2##*/}; service=\${service%:*}
    [ ! -e "$CALLS/refused-$service" ] || exit 1
    cp "$CALLS/digest-$service" "$CALLS/pushed-$service" ;;
  buildx) cat "$CALLS/inspected" ;;
esac`,
};

let folder: string;
let programs: FakePrograms;
let said: string;
beforeEach(() => {
  folder = temporaryFolder('push');
  mkdirSync(join(folder, 'environments'));
  writeFileSync(join(folder, 'Dockerfile'), '');
  for (const { name } of prod.services) writeFileSync(join(folder, `digest-${name}`), digestOf(name));
  const noted = Object.entries(scripts).map(([name, script]) => [name, `CALLS='${folder}'\n${script}`]);
  programs = new FakePrograms(Object.fromEntries(noted) as Record<string, string>);
  said = '';
});

const out = { write: (text: string) => (said += text) };
const push = (environment = prod, more: object = {}): Promise<void> =>
  pushImages(environment, { out, repository: folder, ...more }, programs.commands);
const note = (file: string, text = ''): void => writeFileSync(join(folder, file), text);
const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
const callsOf = (start: string): string[] => calls().filter((call) => call.startsWith(start));
const written = (): string => readFileSync(join(folder, 'environments/images.json'), 'utf8');
const services = prod.services.map(({ name }) => name);
const digests = Object.fromEntries([...services].sort().map((name) => [name, digestOf(name)]));

const inspected = (architecture: string, of = revision): string =>
  JSON.stringify({
    architecture,
    os: 'linux',
    config: { Labels: { 'org.opencontainers.image.revision': of } },
  });

const pushed = (): void => services.forEach((name) => note(`pushed-${name}`, digestOf(name)));

describe('pushImages', () => {
  it('builds each image for the nodes of the services, as `make build` does, and pushes it', async () => {
    await push();
    expect(callsOf('docker build')).toEqual(
      services.map(
        (name) =>
          `docker build --platform linux/amd64 --build-arg SERVICE=${name} --build-arg VERSION=${tag} --build-arg REVISION=${revision} --tag ${registry}/millrace/${name}:${tag} .`,
      ),
    );
    expect(callsOf('docker push')).toEqual(services.map((name) => `docker push ${registry}/millrace/${name}:${tag}`));
  });

  it("builds for Graviton when the services' nodes are", async () => {
    const graviton = resolve(
      withChanges<EnvironmentSpec>(environments['eks-prod'], {
        'platform/appNodes': { instanceType: 'm7g.xlarge', least: 3, most: 9 },
      }),
    );
    await push(graviton, { buildArguments: ['--build-arg', 'BASE_IMAGE=node:20'] });
    for (const call of callsOf('docker build'))
      expect(call).toMatch(/--platform linux\/arm64 .*--build-arg BASE_IMAGE=node:20 --tag /);
    expect(callsOf('docker build')).toHaveLength(services.length);
  });

  it('logs in with a password that is in no argument and in nothing that is said', async () => {
    await push();
    expect(callsOf('docker login')).toEqual([`docker login --username AWS --password-stdin ${registry}`]);
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('the-password\n');
    expect(calls().join() + said + written()).not.toContain('the-password');
  });

  it('writes the digests, sorted, beside those of others, which stay as they are', async () => {
    const other = { tag: '9.9.9', digests: { producer: digestOf('other') } };
    note('environments/images.json', JSON.stringify({ 'eks-staging': other, 'eks-prod': other, 'a-prod': other }));
    await push();
    const images = JSON.parse(written()) as ImageDigests;
    expect(images).toEqual({ 'a-prod': other, 'eks-prod': { tag, digests }, 'eks-staging': other });
    expect(written()).toBe(
      `${JSON.stringify({ 'a-prod': other, 'eks-prod': { tag, digests }, 'eks-staging': other }, undefined, 2)}\n`,
    );
    expect(readdirSync(join(folder, 'environments'))).toEqual(['images.json']);
  });

  it('takes what is there as it is when run again, and changes no byte', async () => {
    await push();
    const before = written();
    note('inspected', inspected('amd64'));
    rmSync(join(folder, 'calls'));
    await push();
    expect(written()).toBe(before);
    expect(callsOf('docker build --')).toEqual([]);
    expect(callsOf('docker push')).toEqual([]);
    expect(said).toContain(`${registry}/millrace/producer:${tag} is there, of this revision`);
  });

  it('goes on where a push was broken off', async () => {
    const [first = '', second = ''] = services;
    note(`refused-${second}`);
    await expect(push()).rejects.toMatchObject({ code: 'DEPLOY_COMMAND_FAILED' });
    expect(readdirSync(join(folder, 'environments'))).toEqual([]);
    rmSync(join(folder, `refused-${second}`));
    note('inspected', inspected('amd64'));
    rmSync(join(folder, 'calls'));
    await push();
    expect(callsOf('docker push')).toHaveLength(services.length - 1);
    expect(callsOf('docker build').join()).not.toContain(`SERVICE=${first} `);
    expect((JSON.parse(written()) as ImageDigests)['eks-prod']?.digests).toEqual(digests);
  });

  it('says of an image of other sources whose they are, and what to do to have these', async () => {
    pushed();
    note('inspected', `{"linux/amd64": ${inspected('amd64', 'abc')}, "linux/arm64": ${inspected('arm64', 'abc')}}`);
    await push();
    expect(said).toMatch(
      /producer:0\.1\.0 is there, of revision abc, and is taken as it is; here is c0ffee\. .*package\.json/,
    );
    expect((JSON.parse(written()) as ImageDigests)['eks-prod']?.digests).toEqual(digests);
  });

  it('takes what docker cannot look into', async () => {
    pushed();
    note('inspected', 'unknown flag');
    await push();
    expect(said).toContain('cannot look into it');
  });

  it('rejects an image that the nodes cannot run, and writes nothing', async () => {
    pushed();
    note('inspected', inspected('arm64'));
    await expect(push()).rejects.toMatchObject({
      code: 'DEPLOY_IMAGE_UNFIT',
      message: expect.stringMatching(/for linux\/arm64, and the nodes of 'eks-prod' are linux\/amd64/) as string,
    });
    expect(readdirSync(join(folder, 'environments'))).toEqual([]);
  });

  it('rejects credentials of another account before it logs in', async () => {
    programs.add('aws', `echo '{"Account": "210987654321", "Arn": "arn:aws:iam::210987654321:user/me"}'`);
    await expect(push()).rejects.toMatchObject({ code: 'DEPLOY_WRONG_ACCOUNT' });
    expect(readdirSync(folder)).not.toContain('secret');
  });

  it('rejects credentials that are no longer good, although docker would have taken an empty password', async () => {
    note('expired');
    await expect(push()).rejects.toMatchObject({ code: 'DEPLOY_CREDENTIALS_MISSING' });
  });

  it('rejects a registry without the repositories, and names the stack that makes them', async () => {
    note('no-repository');
    await expect(push()).rejects.toMatchObject({
      code: 'DEPLOY_NOT_BOOTSTRAPPED',
      message: expect.stringContaining('make deploy ENV=bootstrap') as string,
    });
  });

  it.each(['[]', '{"eks-prod": {"producer": "sha256:0"}}', '{'])('rejects a file that holds %s', async (text) => {
    note('environments/images.json', text);
    await expect(push()).rejects.toMatchObject({ code: 'DEPLOY_IMAGES_FILE_INVALID' });
    expect(written()).toBe(text);
  });

  it.each([
    ['minikube', 'make build ENV=minikube'],
    ['compose', 'make compose-up'],
    ['local', 'make up'],
  ] as const)('rejects %s, which pulls nothing, and says what to use', async (name, instead) => {
    await expect(push(resolve(environments[name]))).rejects.toMatchObject({
      code: 'DEPLOY_WRONG_PLATFORM',
      message: expect.stringMatching(new RegExp(`${instead}.*ENV=eks-prod \\(there are: eks-prod\\)`)) as string,
    });
  });

  it('rejects an environment whose images are in another registry', async () => {
    const changes = { 'platform/imageRepository': 'ghcr.io/acme/millrace' };
    await expect(push(resolve(withChanges<EnvironmentSpec>(environments['eks-prod'], changes)))).rejects.toMatchObject({
      code: 'DEPLOY_WRONG_PLATFORM',
      message: expect.stringContaining('ghcr.io/acme/millrace') as string,
    });
  });
});
