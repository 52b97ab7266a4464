import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { logRetentionDays } from '../../model/log-retention';
import { EncryptionKey, logsMayUse } from '../aws/key';
import { trustService, type Statement } from '../aws/policy-document';
import { Role } from '../aws/role';
import { resourcesOf } from '../releases/gates';

export interface FlowLogsProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpc: Vpc;
}

/** Who spoke with whom in the VPC, or tried to: a record of each flow, in CloudWatch Logs under a key of its own. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { environment, vpc }: FlowLogsProps) {
    super(scope, id);
    const { account, region } = environment.platform;
    const name = `${environment.name}-flow-logs`;
    const key = new EncryptionKey(this, 'key', {
      name,
      description: `Flow logs of ${environment.name}`,
      account: account.id,
      statements: [logsMayUse(region, account.id, name)],
    });
    const group = new CloudwatchLogGroup(this, 'group', { name, kmsKeyId: key.arn, retentionInDays: logRetentionDays });
    const role = new Role(this, 'role', {
      name,
      trust: trustOwnFlowLogs(region, account.id),
      statements: [
        {
          sid: 'Write',
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [`${group.arn}:*`],
        },
        {
          sid: 'Find',
          actions: ['logs:DescribeLogGroups'],
          resources: [`arn:aws:logs:${region}:${account.id}:log-group:*`],
        },
      ],
    });
    new FlowLog(this, 'log', {
      vpcId: vpc.id,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { Name: name },
      dependsOn: resourcesOf([role]),
    });
  }
}

/** The service for flow logs of this account and region: it may not be brought to write for somebody else's. */
const trustOwnFlowLogs = (region: string, account: string): Statement => ({
  ...trustService('vpc-flow-logs.amazonaws.com'),
  conditions: {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:aws:ec2:${region}:${account}:vpc-flow-log/*` },
  },
});
