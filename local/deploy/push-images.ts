import { join } from 'node:path';
import { z } from 'zod';
import { imageRepositoryOf, registryOf } from '../../model/aws-names';
import { isOn, type Environment, type EnvironmentOn } from '../../model/environment';
import { instanceTypeOf } from '../../model/instance-types';
import { AwsCli, credentialsMissing, lacksCredentials } from './aws/aws-cli';
import { mustBeOfAccount } from './aws/check-account';
import { namesOn } from './chosen';
import { DeployError } from './deploy-error';
import { writePushedImages } from './pushed-images';
import type { Commands } from './run-command';

export interface PushImagesProps {
  readonly out: { write(text: string): unknown };
  /** Folder with the Dockerfile, and with `environments/`. */
  readonly repository: string;
  /** The program that builds and pushes, and its first arguments. @default ['docker'] */
  readonly docker?: readonly [string, ...string[]];
  /** More arguments of `docker build`, such as a base image of one's own. @default - none */
  readonly buildArguments?: readonly string[];
}

type OnEks = EnvironmentOn<'eks'>;

/** What builds images for environments of other kinds, which have no registry. */
const instead = {
  minikube: ({ name }: Environment) => `\`make build ENV=${name}\` builds them into its nodes`,
  compose: () => '`make compose-up` builds them on this machine',
  embedded: () => '`make up` runs the services as processes',
} as const;

/** @throws DeployError DEPLOY_WRONG_PLATFORM */
export function mustPush(environment: Environment): asserts environment is OnEks {
  const { name, platform } = environment;
  if (!isOn(environment, 'eks')) {
    const { kind } = platform as Exclude<Environment['platform'], { kind: 'eks' }>;
    const there = namesOn(['eks']);
    const pushed =
      there.length === 0
        ? 'there is no environment on EKS'
        : `name one on EKS, as ENV=${there[0]} (there are: ${there.join(', ')})`;
    throw new DeployError(
      'DEPLOY_WRONG_PLATFORM',
      `'${name}' pulls no images: ${instead[kind](environment)}. To build and push: ${pushed}.`,
    );
  }
  const { account, imageRepository } = environment.platform;
  const own = `${registryOf(account)}/${imageRepositoryOf('').slice(0, -1)}`;
  if (imageRepository === own) return;
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${name}' pulls its images from ${imageRepository}, and \`make images\` pushes to ${own} only: ` +
      'leave platform.imageRepository out, or push there yourself and name the digests in platform.imageDigests.',
  );
}

/** Of the nodes that services run on. */
function platformOf({ platform }: OnEks): string {
  const type = instanceTypeOf(platform.appNodes.instanceType);
  return `linux/${type?.architecture ?? 'amd64'}`;
}

const described = z.object({ imageDetails: z.array(z.object({ imageDigest: z.string() })) });

/** What an image says of itself, of one platform or of each. */
const configuration = z.object({
  architecture: z.string(),
  os: z.string(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).optional(),
});
const configurations = z.union([
  configuration.transform((one) => [one]),
  z.record(z.string(), configuration).transform(Object.values),
]);

/** Builds, pushes and asks for one environment. */
class Registry {
  private readonly aws: AwsCli;
  private readonly docker: readonly [string, ...string[]];
  private readonly tag: string;

  constructor(
    private readonly environment: OnEks,
    private readonly props: PushImagesProps,
    private readonly commands: Commands,
  ) {
    const { account, imageTag } = environment.platform;
    this.aws = new AwsCli(commands, account.region);
    this.docker = props.docker ?? ['docker'];
    this.tag = imageTag;
  }

  /**
   * One pipe between the two programs: the password, good for twelve hours, is no argument and in no log.
   * @throws DeployError DEPLOY_WRONG_ACCOUNT, DEPLOY_CREDENTIALS_MISSING, DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED
   */
  async logIn(): Promise<void> {
    const { account } = this.environment.platform;
    await mustBeOfAccount(account, this.aws);
    const pipe =
      'set -o pipefail; aws ecr get-login-password --region "$1" | "${@:3}" login --username AWS --password-stdin "$2"';
    const args = ['-c', pipe, 'log-in', account.region, registryOf(account), ...this.docker];
    const { status, stderr } = await this.commands.answer('bash', args);
    if (status === 0) return;
    const said = stderr.trim() || 'it failed without a word';
    if (lacksCredentials(said)) throw credentialsMissing(said);
    const message = `${this.docker.join(' ')} login to ${registryOf(account)}: ${said}`;
    throw new DeployError('DEPLOY_COMMAND_FAILED', message, true);
  }

  /** Of the image that has the tag, if any. @throws DeployError DEPLOY_NOT_BOOTSTRAPPED */
  async digestOf(service: string): Promise<string | undefined> {
    const { account } = this.environment.platform;
    const repository = imageRepositoryOf(service);
    const asked = ['ecr', 'describe-images', '--repository-name', repository, '--image-ids', `imageTag=${this.tag}`];
    try {
      const found = await this.aws.askFor(described, asked, /ImageNotFoundException/);
      return found?.imageDetails[0]?.imageDigest;
    } catch (error) {
      if (!(error instanceof DeployError) || !error.message.includes('RepositoryNotFoundException')) throw error;
      throw new DeployError(
        'DEPLOY_NOT_BOOTSTRAPPED',
        `The registry ${registryOf(account)} has no repository ${repository}: \`make deploy ENV=${account.name}\` makes one for each service.`,
      );
    }
  }

  /** @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED */
  async push(service: string, revision: string): Promise<void> {
    const [docker, ...first] = this.docker;
    const image = this.imageOf(service);
    const given = { SERVICE: service, VERSION: this.tag, REVISION: revision };
    const args = Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const build = ['build', '--platform', platformOf(this.environment), ...args, ...(this.props.buildArguments ?? [])];
    const options = { cwd: this.props.repository, env: { DOCKER_BUILDKIT: '1' } };
    await this.commands.run(docker, [...first, ...build, '--tag', image, '.'], options);
    await this.commands.run(docker, [...first, 'push', image]);
  }

  /**
   * Whether nodes can run what has the tag, and of which revision it is.
   * @throws DeployError DEPLOY_IMAGE_UNFIT
   */
  async look(service: string, digest: string, revision: string): Promise<void> {
    const [docker, ...first] = this.docker;
    const image = this.imageOf(service);
    const asked = [...first, 'buildx', 'imagetools', 'inspect', `${image}@${digest}`, '--format', '{{json .Image}}'];
    const said = (await this.commands.tried(docker, asked)) ?? '';
    const found = parsed(said);
    if (found === undefined) return this.say(`${image} is there; this docker cannot look into it`);
    const wanted = platformOf(this.environment);
    const platforms = found.map(({ os, architecture }) => `${os}/${architecture}`);
    if (!platforms.includes(wanted)) {
      const message = `${image} is there, for ${platforms.join(', ')}, and the nodes of '${this.environment.name}' are ${wanted}. ${this.another()}`;
      throw new DeployError('DEPLOY_IMAGE_UNFIT', message);
    }
    const of = found[platforms.indexOf(wanted)]?.config?.Labels?.['org.opencontainers.image.revision'] ?? 'unknown';
    if (of === revision) return this.say(`${image} is there, of this revision`);
    this.say(`${image} is there, of revision ${of}, and is taken as it is; here is ${revision}. ${this.another()}`);
  }

  private another(): string {
    return 'A tag names one image for ever: for what is here raise the version in package.json, or name another in platform.imageTag.';
  }

  private imageOf(service: string): string {
    return `${this.environment.platform.imageRepository}/${service}:${this.tag}`;
  }

  private say(line: string): void {
    this.props.out.write(`  ${line}\n`);
  }
}

function parsed(said: string): readonly z.infer<typeof configuration>[] | undefined {
  try {
    const found = configurations.parse(JSON.parse(said));
    return found.length === 0 ? undefined : found;
  } catch {
    return undefined;
  }
}

/**
 * Builds the services' images for the nodes of an EKS environment, pushes those whose tag is not in the account's registry yet,
 * and writes all their digests to `environments/images.json`. Run again, it goes on where it was broken off.
 * @throws DeployError DEPLOY_WRONG_PLATFORM, DEPLOY_WRONG_ACCOUNT, DEPLOY_CREDENTIALS_MISSING, DEPLOY_NOT_BOOTSTRAPPED,
 * DEPLOY_IMAGE_UNFIT, DEPLOY_IMAGES_FILE_INVALID, DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED
 */
export async function pushImages(environment: Environment, props: PushImagesProps, commands: Commands): Promise<void> {
  mustPush(environment);
  const registry = new Registry(environment, props, commands);
  await registry.logIn();
  const { out, repository } = props;
  const revision = (await commands.output('git', ['-C', repository, 'rev-parse', 'HEAD'])).trim();
  const digests: Record<string, string> = {};
  for (const { name: service } of environment.services) {
    const there = await registry.digestOf(service);
    if (there === undefined) await registry.push(service, revision);
    else await registry.look(service, there, revision);
    const digest = there ?? (await registry.digestOf(service));
    if (digest === undefined)
      throw new DeployError(
        'DEPLOY_COMMAND_FAILED',
        `The registry does not know the image of ${service} that was pushed.`,
        true,
      );
    digests[service] = digest;
  }
  const file = join(repository, 'environments/images.json');
  writePushedImages(file, environment.name, { tag: environment.platform.imageTag, digests });
  out.write(
    `  wrote their digests to environments/images.json: commit it, and \`make deploy ENV=${environment.name}\`\n`,
  );
}
