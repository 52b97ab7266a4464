import { awaitApi } from '../../../../local/deploy/aws/await-api';
import { awsGates } from '../../../../local/deploy/aws/gates';
import { principalOf } from '../../../../local/deploy/aws/identity';
import { FakeClock } from '../fake-cluster';
import { awsOf, cluster, refusal, region, waiting } from './asking';
import type { Answer } from './fake-aws';

const eks = { cluster, region, endpoint: 'https://abc.eks.amazonaws.com', certificateAuthority: 'YWJj' };
const me = { Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/me', UserId: 'x' };

describe('awaitApi', () => {
  const asking = (kubectl: readonly Answer[], seconds = 60) => {
    const { asked } = awsOf({ 'sts get-caller-identity': [me] }, kubectl);
    const { wait, lines } = waiting(seconds);
    const props = {
      commands: asked.commands,
      flags: ['--kubeconfig', 'k'],
      askAddress: () => Promise.resolve('1.2.3.4'),
    };
    return { asked, lines, done: awaitApi({ eks, timeoutSeconds: seconds }, props, wait) };
  };
  const yes = { says: 'yes' };
  const refused = { fails: 'Unable to connect to the server: dial tcp 10.0.1.2:443: i/o timeout' };

  it('asks whether everything is allowed, until it is', async () => {
    const { asked, lines, done } = asking([refused, { fails: 'error: You must be logged in (Unauthorized)' }, yes]);
    await done;
    expect(asked.calls('kubectl')).toEqual(
      Array(3).fill('--kubeconfig k --request-timeout=10s auth can-i * * --all-namespaces'),
    );
    expect(lines.at(0)).toMatch(/waiting for the API of eks-test .*i\/o timeout/);
    expect(lines.at(-1)).toBe('the API answers');
  });

  it('rejects an API that does not answer, with the address to name', async () => {
    const error = await refusal(asking([refused]).done);
    expect(error.code).toBe('DEPLOY_API_UNREACHABLE');
    expect(error.message).toMatch(/i\/o timeout/);
    expect(error.message).toMatch(/Name 1\.2\.3\.4\/32, which you come from, in platform\.apiServerCidrs/);
  });

  it.each([
    ['Unauthorized', { fails: 'error: You must be logged in to the server (Unauthorized)' }],
    ['not everything', { says: 'no', fails: '' }],
  ])('rejects whoever may not administer it, by name: %s', async (_name, answer) => {
    const error = await refusal(asking([answer]).done);
    expect(error.code).toBe('DEPLOY_API_DENIED');
    expect(error.message).toContain(me.Arn);
    expect(error.message).toContain('name arn:aws:iam::111122223333:role/Deployer (a role with its path)');
  });

  it.each([
    [
      'DEPLOY_CREDENTIALS_MISSING',
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
    ],
    ['DEPLOY_CREDENTIALS_MISSING', 'Error when retrieving token from sso: Token has expired and refresh failed'],
    ['DEPLOY_TOOL_MISSING', 'getting credentials: exec: executable aws not found'],
  ])('rejects at once what no waiting mends: %s', async (code, fails) => {
    const { asked, done } = asking([{ fails }]);
    expect((await refusal(done)).code).toBe(code);
    expect(asked.calls('kubectl')).toHaveLength(1);
  });
});

describe('principalOf', () => {
  it('names the role of a session, and a user as it is', () => {
    expect(principalOf('arn:aws-cn:sts::1:assumed-role/A/b')).toBe('arn:aws-cn:iam::1:role/A');
    expect(principalOf('arn:aws:iam::1:user/a')).toBe('arn:aws:iam::1:user/a');
  });
});

describe('awsGates', () => {
  it('look for the log group before the volumes are told', async () => {
    const { asked } = awsOf({
      'logs describe-log-groups': [{ logGroups: [] }],
      'ec2 describe-volumes': [{ Volumes: [] }],
    });
    const said: string[] = [];
    const out = { write: (text: string) => said.push(text) };
    const text = JSON.stringify({ environment: 'eks-test', region });
    const askAddress = () => Promise.resolve(undefined);
    await awsGates['tell-volumes']({ text, commands: asked.commands, clock: new FakeClock(), askAddress, out });
    expect(asked.calls().map((call) => call.split(' ')[1])).toEqual(['describe-log-groups', 'describe-volumes']);
    expect(said).toEqual(["no volume of 'eks-test' is left\n"]);
  });

  it.each([
    ['await-api', { eks: { ...eks, endpoint: 'http://abc' }, timeoutSeconds: 60 }],
    ['lift-protection', { cluster, region, timeoutSeconds: 0 }],
    ['empty-network', { cluster, region, timeoutSeconds: 60 }],
    ['tell-volumes', { environment: 'eks-test', region, more: true }],
  ] as const)('rejects a request of %s that is not its own', async (command, request) => {
    const { asked } = awsOf({});
    const out = { write: () => undefined };
    const askAddress = () => Promise.resolve(undefined);
    const props = { text: JSON.stringify(request), commands: asked.commands, clock: new FakeClock(), askAddress, out };
    expect((await refusal(awsGates[command](props))).code).toBe('DEPLOY_GATE_INVALID');
    expect(asked.calls()).toEqual([]);
  });
});
