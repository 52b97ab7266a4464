import { addressOf, eksEnvironment, ofType, synthesized } from './synthesized';

const { resources } = synthesized(eksEnvironment());

const only = (type: string) => {
  const [first, ...others] = ofType(resources, type);
  expect(others).toEqual([]);
  if (first === undefined) throw new Error(`no ${type}`);
  return { address: first[0], resource: first[1] };
};

interface Statement {
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const statementsOf = (document: unknown): Statement[] =>
  (JSON.parse(String(document)) as { Statement: Statement[] }).Statement;

describe('flow logs', () => {
  it('record all traffic of the VPC in a log group', () => {
    const { resource } = only('aws_flow_log');
    expect(resource).toMatchObject({ traffic_type: 'ALL', log_destination_type: 'cloud-watch-logs' });
    expect(addressOf(resource.vpc_id)).toBe(only('aws_vpc').address);
    expect(addressOf(resource.log_destination)).toBe(only('aws_cloudwatch_log_group').address);
  });

  it('are kept for a year, under a key of their own that CloudWatch Logs may use for them alone', () => {
    const { resource } = only('aws_cloudwatch_log_group');
    const key = only('aws_kms_key');
    expect(resource).toMatchObject({ name: 'eks-prod-flow-logs', retention_in_days: 365 });
    expect(addressOf(resource.kms_key_id)).toBe(key.address);
    const ofLogs = statementsOf(key.resource.policy).filter(({ Condition }) => Condition !== undefined);
    expect(ofLogs).toEqual([
      expect.objectContaining({
        Principal: { Service: ['logs.us-east-1.amazonaws.com'] },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:123456789012:log-group:eks-prod-flow-logs*',
          },
        },
      }),
    ]);
  });

  it('are written by a role that only the account’s own flow logs take', () => {
    const { resource, address } = only('aws_iam_role');
    expect(addressOf(only('aws_flow_log').resource.iam_role_arn)).toBe(address);
    expect(statementsOf(resource.assume_role_policy)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: ['vpc-flow-logs.amazonaws.com'] },
        Action: ['sts:AssumeRole'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*' },
        },
      },
    ]);
  });

  it('may be written to their own group and no other, and make none', () => {
    const statements = statementsOf(only('aws_iam_role_policy').resource.policy);
    const group = only('aws_cloudwatch_log_group').address;
    const writing = statements.filter(({ Action }) => !Action.every((action) => action.startsWith('logs:Describe')));
    expect(writing.flatMap(({ Action }) => [...Action].sort())).toEqual([
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
    ]);
    expect(writing.flatMap(({ Resource = [] }) => Resource)).toEqual([`\${${group}.arn}:*`]);
    for (const { Resource = ['*'] } of statements) expect(Resource).not.toContain('*');
    expect(ofType(resources, 'aws_iam_role_policy_attachment')).toEqual([]);
  });

  it('begin once the role has its rights', () => {
    const { resource } = only('aws_flow_log');
    expect(resource.depends_on).toContain(only('aws_iam_role_policy').address);
  });
});
