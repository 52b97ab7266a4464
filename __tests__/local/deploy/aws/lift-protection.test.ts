import { liftProtection } from '../../../../local/deploy/aws/lift-protection';
import { awsOf, cluster, refusal, region, waiting } from './asking';

describe('liftProtection', () => {
  const request = { cluster, region, timeoutSeconds: 60 };
  const logs = (...enabled: readonly string[]) => ({
    clusterLogging: [
      { types: enabled, enabled: true },
      { types: ['never'], enabled: false },
    ],
  });
  const described = (deletionProtection: boolean, logging: object = logs()) => ({
    cluster: { name: cluster, deletionProtection, logging },
  });
  const update = (status: string, more: object = {}) => ({ update: { id: 'u1', status, ...more } });
  const done = { 'eks update-cluster-config': [update('InProgress')], 'eks describe-update': [update('Successful')] };

  it.each([
    ['one that is not protected and logs nothing', [described(false)]],
    ['one that is gone', [{ fails: 'ResourceNotFoundException: No cluster found for name: eks-test.' }]],
  ])('leaves %s alone', async (_name, answers) => {
    const { aws, asked } = awsOf({ 'eks describe-cluster': answers });
    await liftProtection(aws, request, waiting().wait);
    expect(asked.calls()).toHaveLength(1);
  });

  it('switches it off and waits until that is done', async () => {
    const { aws, asked } = awsOf({
      'eks describe-cluster': [described(true)],
      'eks update-cluster-config': [update('InProgress')],
      'eks describe-update': [update('InProgress'), update('Successful')],
    });
    const { wait, lines, clock } = waiting();
    await liftProtection(aws, request, wait);
    expect(asked.callsOf('eks update-cluster-config')).toEqual([
      expect.stringMatching(
        /^eks update-cluster-config --name eks-test --no-deletion-protection --region eu-central-1 /,
      ),
    ]);
    expect(asked.callsOf('eks describe-update')[0]).toMatch(/--name eks-test --update-id u1 /);
    expect(clock.now()).toBe(10_000);
    expect(lines).toContain("the cluster's deletion protection is off");
  });

  it('switches the log off after that: EKS takes one update at a time', async () => {
    const { aws, asked } = awsOf({
      'eks describe-cluster': [described(true, logs('api', 'audit'))],
      'eks update-cluster-config': [update('InProgress')],
      'eks describe-update': [update('InProgress'), update('Successful'), update('InProgress'), update('Successful')],
    });
    const { wait, lines } = waiting();
    await liftProtection(aws, request, wait);
    expect(asked.calls().map((call) => call.split(' ')[1])).toEqual([
      'describe-cluster',
      'update-cluster-config',
      'describe-update',
      'describe-update',
      'update-cluster-config',
      'describe-update',
      'describe-update',
    ]);
    expect(asked.callsOf('eks update-cluster-config')[1]).toMatch(
      /^eks update-cluster-config --name eks-test --logging {"clusterLogging":\[{"types":\["api","audit"\],"enabled":false}\]} --region /,
    );
    expect(lines.at(-1)).toBe("the control plane's log is off");
  });

  it('switches the log off of a cluster without protection too', async () => {
    const { aws, asked } = awsOf({ 'eks describe-cluster': [described(false, logs('api'))], ...done });
    await liftProtection(aws, request, waiting().wait);
    expect(asked.callsOf('eks update-cluster-config')).toEqual([expect.stringContaining(' --logging ')]);
  });

  it.each([
    ['EKS refuses', { 'eks update-cluster-config': [{ fails: 'AccessDenied' }] }, /AccessDenied/],
    ['the update fails', { ...done, 'eks describe-update': [update('Failed')] }, /stays on: Failed/],
    ['it never ends', { ...done, 'eks describe-update': [update('InProgress')] }, /stays on: not off after 60 s/],
  ])('lets the destroy go on with a log that stays on: %s', async (_name, answers, line) => {
    const { aws } = awsOf({ 'eks describe-cluster': [described(false, logs('api'))], ...answers });
    const { wait, lines } = waiting();
    await liftProtection(aws, request, wait);
    expect(lines.at(-1)).toMatch(line);
  });

  it.each([
    ['fails', update('Failed', { errors: [{ errorMessage: 'access denied' }] }), /access denied/],
    ['never ends', update('InProgress'), /not off after 60 s/],
  ])('rejects an update that %s', async (_name, answer, message) => {
    const { aws } = awsOf({
      'eks describe-cluster': [described(true)],
      'eks update-cluster-config': [update('InProgress')],
      'eks describe-update': [answer],
    });
    const error = await refusal(liftProtection(aws, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_PROTECTION_KEPT');
    expect(error.message).toMatch(message);
  });
});
