import { accounts } from '../../../../environments/accounts';
import { environments } from '../../../../environments';
import { check, checkOfAccount, type Checked } from '../../../../local/deploy/check';
import { accountNamed } from '../../../../local/deploy/chosen';
import { toolsOf } from '../../../../local/deploy/tools';
import { isOn, type EnvironmentOn } from '../../../../model/environment';
import { resolve } from '../../../../model/resolve';
import { withChanges } from '../../../model/with-changes';
import { nothingAhead } from './ahead';
import { FakeAws, type Answer, type Answers } from './fake-aws';

const account = { name: 'bootstrap', id: '111122223333', region: 'us-east-1' };
const digest = `sha256:${'a'.repeat(64)}`;

/** An environment that lacks nothing. */
const complete = {
  'platform/account': account,
  'platform/apiServerCidrs': ['1.2.3.4/32'],
  'platform/imageDigests': { producer: digest, consumer: digest, 'ping-pong': digest },
};

function environment(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const resolved = resolve(withChanges(environments['eks-prod'], { ...complete, ...changes }));
  if (isOn(resolved, 'eks')) return resolved;
  throw new Error('not on EKS');
}

const all = ['network', 'cluster', 'kafka-nodes'];
const expendable = environment({ 'platform/destroyable': all });
const who = (id: string) => ({ Account: id, Arn: `arn:aws:iam::${id}:user/me` });
const noCluster = { fails: 'An error occurred (ResourceNotFoundException): No cluster found for name: eks-prod.' };
const running = (...publicAccessCidrs: readonly string[]) => ({
  cluster: {
    status: 'ACTIVE',
    endpoint: 'https://abc.eks.amazonaws.com',
    certificateAuthority: { data: 'YWJj' },
    resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs },
  },
});
const good: Answers = {
  'sts get-caller-identity': [who(account.id)],
  's3api head-bucket': [{}],
  'eks describe-cluster': [noCluster],
  ...nothingAhead,
};

let fake: FakeAws;

function checking(answers: Answers = {}, kubectl: readonly Answer[] = []) {
  fake = new FakeAws({ ...good, ...answers }, kubectl);
  const versions = { terraform: 'Terraform v1.11.4', aws: 'aws-cli/2.31.4', kubectl: 'Client Version: v1.35.0' };
  // Their versions are asked by the same program that answers for AWS.
  const tools = toolsOf().map((tool) => ({ ...tool, asked: [`${tool.name}-version`] as const }));
  for (const [name, said] of Object.entries(versions)) fake.add(`${name}-version`, `echo '${said}'`);
  const askAddress = () => Promise.resolve('1.2.3.4');
  return { tools, commands: fake.commands, askAddress, warn: () => undefined, state: undefined };
}

const refusing = (command: Checked, of: EnvironmentOn<'eks'>, answers: Answers = {}, kubectl?: readonly Answer[]) =>
  expect(check(command, of, checking(answers, kubectl))).rejects;

const error = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) as string });

describe('check on EKS', () => {
  it.each([
    ['diff', environment()],
    ['deploy', environment()],
    ['destroy', expendable],
  ] as const)('lets %s begin when all is there', async (command, of) => {
    await expect(check(command, of, checking())).resolves.toBeUndefined();
    expect(fake.callsOf('s3api')).toEqual([
      expect.stringMatching(/--bucket millrace-state-111122223333-us-east-1 --expected-bucket-owner 111122223333 /),
    ]);
  });

  it('rejects a machine without the AWS CLI', async () => {
    const props = checking();
    fake.add('aws-version', 'exit 127');
    await expect(check('diff', environment(), props)).rejects.toMatchObject(
      error('DEPLOY_TOOL_MISSING', /^aws is not/),
    );
  });

  it.each(['diff', 'deploy', 'destroy'] as const)('rejects %s with credentials of another account', async (command) => {
    const answers = { 'sts get-caller-identity': [who('444455556666')] };
    await refusing(command, expendable, answers).toMatchObject(
      error(
        'DEPLOY_WRONG_ACCOUNT',
        /of account 444455556666 .*'bootstrap' of environments\/accounts\.ts is 111122223333/,
      ),
    );
  });

  it("rejects the account of AWS's examples with what to write instead", async () => {
    await refusing('diff', environment({ 'platform/account': accounts.bootstrap })).toMatchObject(
      error('DEPLOY_WRONG_ACCOUNT', /still has 123456789012.*write the id of 'bootstrap' there, such as 111122223333/),
    );
  });

  it('rejects a machine without credentials', async () => {
    await refusing('diff', environment(), {
      'sts get-caller-identity': [{ fails: 'Unable to locate credentials.' }],
    }).toMatchObject(error('DEPLOY_CREDENTIALS_MISSING', /aws sso login/));
  });

  it.each([
    [
      'no bucket',
      '(404) when calling the HeadBucket operation: Not Found',
      'DEPLOY_NOT_BOOTSTRAPPED',
      /make deploy ENV=bootstrap/,
    ],
    [
      'no rights on it',
      '(403) when calling the HeadBucket operation: Forbidden',
      'DEPLOY_COMMAND_FAILED',
      /s3:ListBucket/,
    ],
  ])('rejects an account with %s for the states', async (_name, fails, code, message) => {
    await refusing('diff', environment(), { 's3api head-bucket': [{ fails }] }).toMatchObject(error(code, message));
  });

  it.each(['192.0.2.0/24', '198.51.100.7/32', '203.0.113.0/24'])(
    'rejects a deploy for %s, of the examples',
    async (cidr) => {
      const of = environment({ 'platform/apiServerCidrs': ['1.2.3.0/24', cidr] });
      await refusing('deploy', of).toMatchObject(
        error('DEPLOY_API_CIDR_EXAMPLE', /Name '1\.2\.3\.4\/32', which you come from/),
      );
      await expect(check('diff', of, checking())).resolves.toBeUndefined();
    },
  );

  it.each([
    ['example networks', { 'platform/apiServerCidrs': ['203.0.113.0/24'] }, 'DEPLOY_API_CIDR_EXAMPLE'],
    ['images that are not pushed', { 'platform/imageDigests': {} }, 'DEPLOY_IMAGES_NOT_PUSHED'],
  ])('rejects a deploy with %s before AWS is asked', async (_name, changes, code) => {
    await refusing('deploy', environment(changes)).toMatchObject({ code });
    expect(fake.calls()).toEqual([]);
  });

  it('rejects a deploy of images that are not pushed', async () => {
    const of = environment({ 'platform/imageDigests': { producer: digest } });
    await refusing('deploy', of).toMatchObject(
      error(
        'DEPLOY_IMAGES_NOT_PUSHED',
        /no digest of consumer, ping-pong with the tag 0\.1\.0.*make images ENV=eks-prod/,
      ),
    );
  });

  it.each(all)('rejects a destroy while %s is protected, before AWS is asked', async (part) => {
    const of = environment({ 'platform/destroyable': all.filter((other) => other !== part) });
    await refusing('destroy', of).toMatchObject(
      error(
        'DEPLOY_PROTECTED',
        new RegExp(`protects ${part}: .*destroyable: \\['network', 'cluster', 'kafka-nodes'\\]`),
      ),
    );
    expect(fake.calls()).toEqual([]);
  });

  const pluginImage = `registry.example.com/tiered-storage@${digest}`;
  const tiered = (destroyable: readonly string[]) =>
    environment({ 'platform/tieredStorage': { pluginImage }, 'platform/destroyable': destroyable });

  it('rejects a destroy while the segments of tiered storage are protected', async () => {
    await refusing('destroy', tiered(all)).toMatchObject(
      error(
        'DEPLOY_PROTECTED',
        /protects segments: .*destroyable: \['network', 'cluster', 'kafka-nodes', 'segments'\]/,
      ),
    );
    expect(fake.calls()).toEqual([]);
    await expect(check('destroy', tiered([...all, 'segments']), checking())).resolves.toBeUndefined();
  });

  const deaf = [{ fails: 'Unable to connect to the server: dial tcp 1.2.3.4:443: i/o timeout' }];
  it.each([
    ['deploy', environment()],
    ['destroy', expendable],
  ] as const)('rejects a %s whose cluster does not answer', async (command, of) => {
    const answers = { 'eks describe-cluster': [running('1.2.3.4/32')] };
    await refusing(command, of, answers, deaf).toMatchObject(error('DEPLOY_API_UNREACHABLE', /i\/o timeout/));
  });

  it('rejects a destroy that does not reach the cluster, whatever the environment says by now', async () => {
    const answers = { 'eks describe-cluster': [running('5.6.7.0/24')] };
    await refusing('destroy', expendable, answers, deaf).toMatchObject(error('DEPLOY_API_UNREACHABLE', /i\/o timeout/));
  });

  it('lets a deploy begin that changes from where the cluster answers', async () => {
    const props = checking({ 'eks describe-cluster': [running('5.6.7.0/24')] }, deaf);
    await expect(check('deploy', environment(), props)).resolves.toBeUndefined();
  });
});

describe('the look ahead', () => {
  const noZones = { 'ec2 describe-availability-zones': [{ AvailabilityZones: [] }] };

  it('belongs to a deploy, and to nothing else', async () => {
    await refusing('deploy', environment(), noZones).toMatchObject({ code: 'DEPLOY_ZONE_UNUSABLE' });
    for (const command of ['diff', 'destroy'] as const) {
      await expect(check(command, expendable, checking(noZones))).resolves.toBeUndefined();
      expect(fake.callsOf('ec2')).toEqual([]);
    }
  });

  it('of a cluster that is there asks for its add-ons only', async () => {
    const answers = { ...noZones, 'eks describe-cluster': [running('1.2.3.4/32')] };
    await expect(check('deploy', environment(), checking(answers, [{ says: 'yes' }]))).resolves.toBeUndefined();
    expect(fake.callsOf('eks describe-addon-versions')).toHaveLength(6);
  });
});

describe("check of an account's own stack", () => {
  it('asks whose credentials these are, and nothing that it makes itself', async () => {
    await expect(checkOfAccount('deploy', account, checking())).resolves.toBeUndefined();
    expect(fake.calls().map((call) => call.split(' ')[1])).toEqual(['get-caller-identity']);
  });

  it('rejects a destroy, with the reason, before anything is asked', async () => {
    await expect(checkOfAccount('destroy', account, checking())).rejects.toMatchObject(
      error('DEPLOY_PROTECTED', /'bootstrap' stays: .*millrace-state-111122223333-us-east-1 holds Terraform's states/),
    );
    expect(fake.calls()).toEqual([]);
  });

  it('rejects credentials of another account', async () => {
    await expect(checkOfAccount('deploy', { ...account, id: '444455556666' }, checking())).rejects.toMatchObject({
      code: 'DEPLOY_WRONG_ACCOUNT',
    });
  });

  const withRoles = { ...account, repository: 'owner/name' };
  const Arn = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
  const others = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC';
  const having = (...arns: readonly string[]): Answers => ({
    'iam list-open-id-connect-providers': [{ OpenIDConnectProviderList: arns.map((one) => ({ Arn: one })) }],
  });

  it("rejects a first deploy into an account with GitHub's provider, with both ways out", async () => {
    const checked = checkOfAccount('deploy', withRoles, checking(having(others, Arn)));
    await expect(checked).rejects.toMatchObject(
      error(
        'DEPLOY_OIDC_PROVIDER_THERE',
        /githubProvider: 'existing'[^]*stacks\/bootstrap import <address> arn:.*github/,
      ),
    );
  });

  it.each([
    ["another's provider", 'deploy', withRoles, undefined, having(others)],
    ['the one that it made itself', 'deploy', withRoles, '"type": "aws_iam_openid_connect_provider",', having(Arn)],
    ['the one that it is told to use', 'deploy', { ...withRoles, githubProvider: 'existing' }, undefined, having(Arn)],
    ['one that it needs not', 'deploy', account, undefined, having(Arn)],
    ['one that a diff only reads', 'diff', withRoles, undefined, having(Arn)],
  ] as const)('puts up with %s', async (_name, command, of, state, answers) => {
    await expect(checkOfAccount(command, of, { ...checking(answers), state })).resolves.toBeUndefined();
  });

  it('rejects it as long as the state is of something else', async () => {
    const props = { ...checking(having(Arn)), state: '"type": "aws_s3_bucket",' };
    await expect(checkOfAccount('deploy', withRoles, props)).rejects.toMatchObject({
      code: 'DEPLOY_OIDC_PROVIDER_THERE',
    });
  });

  it('is found by its name', () => {
    fake = new FakeAws({});
    expect(accountNamed('bootstrap')).toBe(accounts.bootstrap);
    expect(accountNamed('eks-prod')).toBeUndefined();
  });
});
