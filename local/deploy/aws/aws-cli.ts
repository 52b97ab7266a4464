import type { z } from 'zod';
import { DeployError } from '../deploy-error';
import type { Commands } from '../run-command';

/** What another try cannot mend, and whoever runs it can: no credentials at all, or of yesterday. */
const withoutCredentials =
  /Unable to locate credentials|ExpiredToken|token .*expired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|Error loading SSO Token|Error when retrieving .*(token|credentials)|config profile .* could not be found|Partial credentials found/i;

/** The AWS CLI is patient by the minute; who waits at a prompt is not. */
const impatient = ['--cli-connect-timeout', '10', '--cli-read-timeout', '30'];

/** What AWS says of itself in one region, as the AWS CLI asks it: whose credentials count is its own to find. */
export class AwsCli {
  constructor(
    private readonly commands: Commands,
    readonly region: string,
  ) {}

  /** @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_CREDENTIALS_MISSING, DEPLOY_COMMAND_FAILED */
  async ask<T>(schema: z.ZodType<T>, args: readonly string[]): Promise<T> {
    const { status, stdout, stderr } = await this.answer(args);
    if (status !== 0) throw this.failure(args, stderr);
    return this.read(schema, args, stdout);
  }

  /** Nothing when AWS says in the words of `absent` that there is no such thing. */
  async askFor<T>(schema: z.ZodType<T>, args: readonly string[], absent: RegExp): Promise<T | undefined> {
    const { status, stdout, stderr } = await this.answer(args);
    if (status === 0) return this.read(schema, args, stdout);
    if (absent.test(stderr)) return undefined;
    throw this.failure(args, stderr);
  }

  /** For what answers with nothing of use. */
  async run(args: readonly string[]): Promise<void> {
    const { status, stderr } = await this.answer(args);
    if (status !== 0) throw this.failure(args, stderr);
  }

  private answer(args: readonly string[]) {
    return this.commands.answer('aws', [...args, '--region', this.region, '--output', 'json', ...impatient]);
  }

  private read<T>(schema: z.ZodType<T>, args: readonly string[], text: string): T {
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      const message = `aws ${args.slice(0, 2).join(' ')} answered in a form that is not known here: ${(cause as Error).message}`;
      throw new DeployError('DEPLOY_COMMAND_FAILED', message, false, { cause });
    }
  }

  private failure(args: readonly string[], stderr: string): DeployError {
    const said = stderr.trim() || 'failed without a word';
    if (withoutCredentials.test(said)) return credentialsMissing(said);
    return new DeployError('DEPLOY_COMMAND_FAILED', `aws ${args.join(' ')}: ${said}`, true);
  }
}

export function credentialsMissing(said: string): DeployError {
  return new DeployError(
    'DEPLOY_CREDENTIALS_MISSING',
    `The AWS CLI has no credentials that AWS takes: \`aws configure sso\` and \`aws sso login\`, or AWS_PROFILE; \`aws sts get-caller-identity\` shows whose they are.\n${said}`,
  );
}

export const lacksCredentials = (said: string): boolean => withoutCredentials.test(said);
