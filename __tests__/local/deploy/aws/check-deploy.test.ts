import { environments } from '../../../../environments';
import { AwsCli } from '../../../../local/deploy/aws/aws-cli';
import { checkDeploy } from '../../../../local/deploy/aws/check-deploy';
import { addOnVersionsOf } from '../../../../model/eks-versions';
import { isOn, type EnvironmentOn } from '../../../../model/environment';
import { resolve } from '../../../../model/resolve';
import { withChanges } from '../../../model/with-changes';
import { nothingAhead, offering } from './ahead';
import { FakeAws, type Answers } from './fake-aws';

let fake: FakeAws;

function environment(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const resolved = resolve(withChanges(environments['eks-prod'], changes));
  if (isOn(resolved, 'eks')) return resolved;
  throw new Error('not on EKS');
}

function ahead(answers: Answers, { of = environment(), isRunning = false } = {}) {
  fake = new FakeAws({ ...nothingAhead, ...answers });
  const warned: string[] = [];
  const warn = (line: string): unknown => warned.push(line);
  return { warned, done: checkDeploy(of, { aws: new AwsCli(fake.commands, 'us-east-1'), isRunning, warn }) };
}

const refused = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) as string });
const withZones = (...zones: readonly string[]) => environment({ 'platform/zones': zones });
const quotaOf = (Value: number): Answers => ({ 'service-quotas get-service-quota': [{ Quota: { Value } }] });
const group = (more: object = {}, logGroupName = '/aws/eks/eks-prod/cluster'): Answers => ({
  'logs describe-log-groups': [{ logGroups: [{ logGroupName, ...more }] }],
});
const { coredns, ...withoutCoreDns } = addOnVersionsOf('1.35');

describe('what AWS would say only later', () => {
  it('is nothing when all is there', async () => {
    const { done, warned } = ahead({});
    await expect(done).resolves.toBeUndefined();
    expect(warned).toEqual([]);
    expect(fake.callsOf('eks describe-addon-versions')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/--addon-name vpc-cni --kubernetes-version 1\.35 --region us-east-1 /),
      ]),
    );
    expect(fake.callsOf('service-quotas')[0]).toContain('--service-code ec2 --quota-code L-1216C47A ');
  });

  it.each([
    ['one without EKS', 'us-east-1e', /us-east-1e \(it is use1-az3, where EKS has no control plane\)/],
    ['one that is not available', 'us-east-1f', /us-east-1f \(it is impaired\)/],
    ['one that the account has not', 'us-east-1g', /us-east-1g \(the account has none of that name\)/],
  ])('rejects zones: %s, with those that can be used', async (_name, zone, why) => {
    const { done } = ahead({}, { of: withZones('us-east-1a', 'us-east-1b', zone) });
    const usable = / this account can use us-east-1a, us-east-1b, us-east-1c, us-east-1d: /;
    await expect(done).rejects.toMatchObject(
      refused('DEPLOY_ZONE_UNUSABLE', new RegExp(why.source + '.*' + usable.source)),
    );
  });

  it('rejects an add-on of a version that EKS has not', async () => {
    const { done } = ahead({ 'eks describe-addon-versions': [offering(withoutCoreDns)] });
    const message = new RegExp(
      `^EKS has no coredns ${coredns} \\(EKS would take v.*\\) for Kubernetes 1\\.35 .*eks-versions`,
    );
    await expect(done).rejects.toMatchObject(refused('DEPLOY_ADD_ON_UNKNOWN', message));
  });

  it('rejects all add-ons of a Kubernetes version that EKS has none for', async () => {
    const fails = 'An error occurred (InvalidParameterException): Addon specified is not supported in 1.35';
    const { done } = ahead({ 'eks describe-addon-versions': [{ fails }] });
    await expect(done).rejects.toMatchObject(
      refused('DEPLOY_ADD_ON_UNKNOWN', /no vpc-cni .*no version of it.* no coredns/),
    );
  });

  const forgotten: Answers = { 'eks describe-addon-versions': [offering(withoutCoreDns)] };
  it('lets a version that EKS has forgotten stay where it runs', async () => {
    const running = { 'eks describe-addon': [{ addon: { addonVersion: coredns } }] };
    await expect(ahead({ ...forgotten, ...running }, { isRunning: true }).done).resolves.toBeUndefined();
    expect(fake.callsOf('eks describe-addon ')[0]).toContain('--cluster-name eks-prod --addon-name coredns ');
  });

  it.each([
    ['another runs', { addon: { addonVersion: 'v1.0.0-eksbuild.1' } }],
    ['none runs', { fails: 'ResourceNotFoundException: No addon: coredns found in cluster: eks-prod' }],
  ])('rejects a version that EKS has forgotten where %s', async (_name, answer) => {
    const { done } = ahead({ ...forgotten, 'eks describe-addon': [answer] }, { isRunning: true });
    await expect(done).rejects.toMatchObject(refused('DEPLOY_ADD_ON_UNKNOWN', /coredns/));
  });

  it('counts the vCPUs of all nodes at their least', async () => {
    const { platform } = environment();
    expect(platform).toMatchObject({
      kafkaNodes: { instanceType: 'r7g.large', perZone: 1 },
      systemNodes: { instanceType: 'm7g.large', perZone: 1 },
      appNodes: { instanceType: 'm6i.large', least: 3, most: 9 },
    });
    await expect(ahead(quotaOf(18)).done).resolves.toBeUndefined();
    await expect(ahead(quotaOf(17)).done).rejects.toMatchObject(
      refused(
        'DEPLOY_QUOTA_TOO_SMALL',
        /have 18 vCPUs at the least, .* 17 .*[^]*L-1216C47A --desired-value 30 --region us-east-1/,
      ),
    );
  });

  it('rejects a log group that EKS has made again, with the command that removes it', async () => {
    await expect(ahead(group()).done).rejects.toMatchObject(
      refused(
        'DEPLOY_LOG_GROUP_LEFT',
        /aws logs delete-log-group --log-group-name \/aws\/eks\/eks-prod\/cluster --region us-east-1$/,
      ),
    );
  });

  it.each([
    ["Terraform's own of a deploy that did not end", group({ kmsKeyId: 'arn:aws:kms:us-east-1:1:key/1' })],
    ["another cluster's", group({}, '/aws/eks/eks-prod/cluster-of-others')],
  ])('takes no offence at %s', async (_name, answers) => {
    await expect(ahead(answers).done).resolves.toBeUndefined();
  });

  it.each([
    ['ec2 describe-availability-zones', /^zones are not checked: .*AccessDenied/],
    ['eks describe-addon-versions', /^versions of add-ons are not checked: /],
    ['service-quotas get-service-quota', /^the quota of vCPUs is not checked: /],
    ['logs describe-log-groups', /^a log group that is left is not checked: /],
  ])('is only warned of when AWS denies %s', async (operation, line) => {
    const { done, warned } = ahead({ [operation]: [{ fails: 'AccessDeniedException: not authorized' }] });
    await expect(done).resolves.toBeUndefined();
    expect(warned).toEqual([expect.stringMatching(line)]);
  });

  it('rejects credentials that have run out', async () => {
    const { done } = ahead({ 'service-quotas get-service-quota': [{ fails: 'ExpiredToken' }] });
    await expect(done).rejects.toMatchObject({ code: 'DEPLOY_CREDENTIALS_MISSING' });
  });

  it('of a cluster that is there is about versions only', async () => {
    await expect(ahead({ ...quotaOf(0), ...group() }, { isRunning: true }).done).resolves.toBeUndefined();
    expect(fake.calls().every((call) => call.startsWith('eks describe-addon-versions'))).toBe(true);
  });
});
