import { tagsOf } from '../../../model/aws-names';
import { ciRoles } from '../../../model/account-names';
import { allows, type PolicyStatement, type Request } from './iam-policy';
import { rightsOfKinds } from './rights-of-kinds';
import { accountJson, documentOf, environments, ofKind, rightsOf, type AccountJson } from './synthesized-account';

const boundary = 'arn:aws:iam::123456789012:policy/millrace-ci/millrace-boundary';
const bucket = 'arn:aws:s3:::millrace-state-123456789012-eu-west-1';
const stateKeys = environments.map((name) => `${bucket}/${name}/terraform.tfstate`);

/** Actions whose service knows no resource for them, or none that has a name before the call (service authorization reference). */
const withoutResource =
  /^(ec2:Describe\*|elasticloadbalancing:Describe\*|autoscaling:Describe\*|eks:(ListClusters|DescribeAddonVersions|DescribeClusterVersions)|kms:(ListAliases|CreateKey)|logs:DescribeLogGroups|ecr:GetAuthorizationToken|servicequotas:GetServiceQuota|route53:AssociateVPCWithHostedZone)$/;

const reading = /^[a-z0-9-]+:(Get|List|Describe|BatchGet)[A-Za-z]*\*?$/;

let stack: AccountJson;
let rights: Readonly<Record<keyof typeof ciRoles, readonly PolicyStatement[]>>;
beforeAll(() => {
  stack = accountJson();
  rights = {
    plan: rightsOf(stack, ciRoles.plan),
    deploy: rightsOf(stack, ciRoles.deploy),
    images: rightsOf(stack, ciRoles.images),
  };
});

const may = (role: keyof typeof ciRoles, action: string, more: Omit<Request, 'action'> = {}): boolean =>
  allows(rights[role], { action, ...more });

const own = { 'aws:ResourceTag/millrace:environment': 'eks-prod' };

describe('the roles of workflows', () => {
  it('are three, below the path that no deploy reaches', () => {
    const roles = ofKind(stack, 'aws_iam_role');
    expect(roles.map(({ name }) => name).sort()).toEqual(Object.values(ciRoles).sort());
    for (const { path } of roles) expect(path).toBe('/millrace-ci/');
    for (const { path } of ofKind(stack, 'aws_iam_policy')) expect(path).toBe('/millrace-ci/');
  });

  it.each([
    [ciRoles.plan, ['pull_request', 'ref:refs/heads/main']],
    [ciRoles.deploy, ['environment:eks-prod', 'environment:eks-staging']],
    [ciRoles.images, ['ref:refs/heads/main']],
  ])('lets %s be taken by %j of our repository, and by no pattern', (name, contexts) => {
    const role = ofKind(stack, 'aws_iam_role').find((one) => one['name'] === name);
    const trust = documentOf(role?.['assume_role_policy']);
    expect(trust).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: [expect.stringContaining('aws_iam_openid_connect_provider') as string] },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': contexts.map((context) => `repo:acme/millrace:${context}`),
          },
        },
      },
    ]);
    expect(JSON.stringify(trust)).not.toMatch(/[*?]/);
  });

  it('fit into what IAM takes: 6,144 characters a policy, ten policies a role', () => {
    const policies = ofKind(stack, 'aws_iam_policy');
    expect(policies).toHaveLength(8);
    for (const { name, policy } of policies) {
      const length = JSON.stringify(documentOf(policy)).length + 50;
      expect({ name, fits: length < 6144 }).toEqual({ name, fits: true });
    }
    expect(ofKind(stack, 'aws_iam_role_policy')).toEqual([]);
  });

  it.each(['plan', 'deploy', 'images'] as const)(
    'name for %s each action, and a resource where there is one',
    (role) => {
      expect(rights[role].length).toBeGreaterThan(1);
      for (const { Action, Resource = [], Effect } of rights[role]) {
        expect(Effect).toBe('Allow');
        expect(Resource.length).toBeGreaterThan(0);
        for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Z]\w+\*?$/);
        for (const action of Resource.includes('*') ? Action : []) expect(action).toMatch(withoutResource);
      }
    },
  );
});

describe('the plan role', () => {
  it('reads, and nothing else', () => {
    const actions = rights.plan.flatMap(({ Action }) => Action);
    // Descriptions apart, of which KMS has one for data.
    for (const action of actions.filter((one) => one !== 'kms:Decrypt')) expect(action).toMatch(reading);
    const decrypted = rights.plan.filter(({ Action }) => Action.includes('kms:Decrypt'));
    expect(decrypted.flatMap(({ Resource }) => Resource)).toEqual([expect.stringContaining(':key/of-')]);
  });

  it('reads states, no lock, no other object and no secret', () => {
    const objects = rights.plan.filter(({ Action }) => Action.some((action) => /^s3:GetObject/.test(action)));
    expect(objects.flatMap(({ Resource }) => Resource)).toEqual(stateKeys);
    for (const key of stateKeys) {
      expect(may('plan', 's3:GetObject', { resource: key })).toBe(true);
      for (const action of ['s3:PutObject', 's3:DeleteObject'])
        for (const resource of [key, `${key}.tflock`]) expect(may('plan', action, { resource })).toBe(false);
    }
    for (const action of [
      'secretsmanager:GetSecretValue',
      'ssm:GetParameter',
      'ec2:GetPasswordData',
      'logs:GetLogEvents',
    ])
      expect(may('plan', action, { resource: '*' })).toBe(false);
    expect(may('plan', 's3:GetObject', { resource: 'arn:aws:s3:::eks-prod-kafka-123456789012/segment' })).toBe(false);
  });
});

const arnOf = (action: string, of: string, environment: string): string => {
  const service = action.split(':')[0] ?? '';
  const name = of.replaceAll('NAME', environment);
  if (service === 's3') return `arn:aws:s3:::${name}`;
  return `arn:aws:${service}:${service === 'iam' ? '' : 'us-east-1'}:123456789012:${name}`;
};

describe.each(environments)('of %s', (environment) => {
  /** As AWS asks when a stack of ours makes or removes one. */
  const ofStack = (action: string, of = ''): Request => ({
    action,
    resource: /^(ec2|elasticloadbalancing):Describe/.test(action) || of === '' ? '*' : arnOf(action, of, environment),
    context: {
      'aws:ResourceTag/millrace:environment': environment,
      'iam:PermissionsBoundary': boundary,
      'iam:PassedToService': 'eks.amazonaws.com',
    },
  });

  it.each(Object.entries(rightsOfKinds))(
    'the deploy role makes and removes each %s, the plan role reads it',
    (_, kind) => {
      const { read, make, change = [], remove = [], of } = kind;
      const changing = [...make, ...change, ...remove];
      for (const action of [...read, ...changing])
        expect({ action, allowed: allows(rights.deploy, ofStack(action, of)) }).toEqual({ action, allowed: true });
      for (const action of read)
        expect({ action, allowed: allows(rights.plan, ofStack(action, of)) }).toEqual({ action, allowed: true });
      for (const action of changing)
        expect({ action, allowed: allows(rights.plan, ofStack(action, of)) }).toEqual({ action, allowed: false });
    },
  );

  it('the deploy role keeps and locks its state', () => {
    const key = `${bucket}/${environment}/terraform.tfstate`;
    for (const action of ['s3:GetObject', 's3:PutObject']) {
      expect(may('deploy', action, { resource: key })).toBe(true);
      expect(may('deploy', action, { resource: `${key}.tflock` })).toBe(true);
    }
    expect(may('deploy', 's3:DeleteObject', { resource: `${key}.tflock` })).toBe(true);
    expect(may('deploy', 's3:DeleteObject', { resource: key })).toBe(false);
    expect(may('deploy', 's3:ListBucket', { resource: bucket })).toBe(true);
  });
});

describe('the deploy role', () => {
  const role = (path: string): string => `arn:aws:iam::123456789012:role${path}`;
  const bounded = { 'iam:PermissionsBoundary': boundary, 'iam:PassedToService': 'eks.amazonaws.com' };
  const aboutRoles = Object.entries(rightsOfKinds)
    .filter(([kind]) => kind.startsWith('aws_iam_'))
    .flatMap(([, { make, change = [], remove = [] }]) => [...make, ...change, ...remove]);

  it.each(['/millrace-ci/millrace-deploy', '/millrace-ci/millrace-plan', '/admin', '/millrace', '/aws-service-role/x'])(
    'is refused every change of the role %s',
    (path) => {
      for (const action of new Set([...aboutRoles, 'iam:PutRolePermissionsBoundary', 'iam:UpdateRole']))
        expect({ action, allowed: may('deploy', action, { resource: role(path), context: bounded }) }).toEqual({
          action,
          allowed: false,
        });
    },
  );

  it.each(['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'])(
    'is refused %s without the boundary, or with another',
    (action) => {
      const resource = role('/millrace/eks-prod-eks');
      expect(may('deploy', action, { resource, context: bounded })).toBe(true);
      expect(may('deploy', action, { resource })).toBe(false);
      const other = { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' };
      expect(may('deploy', action, { resource, context: other })).toBe(false);
    },
  );

  it.each([
    'iam:CreateUser',
    'iam:CreateAccessKey',
    'iam:CreateLoginProfile',
    'iam:CreatePolicy',
    'iam:CreatePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:DeleteRolePermissionsBoundary',
    'iam:CreateOpenIDConnectProvider',
    'iam:UpdateOpenIDConnectProviderThumbprint',
    'sts:AssumeRole',
    'ecr:PutImage',
    'kms:Decrypt',
    's3:GetObject',
    's3:DeleteObject',
    'ec2:DeleteVolume',
    'ec2:DeleteSnapshot',
    'organizations:LeaveOrganization',
  ])('is refused %s', (action) => {
    const places = [
      '*',
      role('/millrace/eks-prod-eks'),
      boundary,
      'arn:aws:iam::123456789012:user/somebody',
      'arn:aws:kms:us-east-1:123456789012:key/other',
      'arn:aws:s3:::eks-prod-kafka-123456789012/segment',
      `${bucket}/bootstrap/terraform.tfstate`,
      'arn:aws:ec2:us-east-1:123456789012:volume/vol-1',
    ];
    for (const resource of places)
      expect(may('deploy', action, { resource, context: { ...own, ...bounded } })).toBe(false);
  });

  it('passes roles to the services that the stack uses, and creates service-linked roles of those alone', () => {
    const resource = role('/millrace/eks-prod-eks');
    const passed = (service: string): boolean =>
      may('deploy', 'iam:PassRole', { resource, context: { 'iam:PassedToService': service } });
    expect(['eks', 'ec2', 'pods.eks', 'vpc-flow-logs'].filter((name) => !passed(`${name}.amazonaws.com`))).toEqual([]);
    expect(['lambda', 'cloudformation', 'glue', 'ecs-tasks'].filter((name) => passed(`${name}.amazonaws.com`))).toEqual(
      [],
    );
    const linked = (service: string): boolean =>
      may('deploy', 'iam:CreateServiceLinkedRole', {
        resource: role(`/aws-service-role/${service}/x`),
        context: { 'iam:AWSServiceName': service },
      });
    for (const name of ['eks', 'eks-nodegroup', 'autoscaling', 'elasticloadbalancing'])
      expect(linked(`${name}.amazonaws.com`)).toBe(true);
    expect(linked('organizations.amazonaws.com')).toBe(false);
  });

  it.each(Object.entries(rightsOfKinds).filter(([kind]) => !/^aws_(iam|s3|eks|cloudwatch)/.test(kind)))(
    'leaves alone each %s that others made',
    (_, { remove = [], of = '' }) => {
      // An alias is its name's, an address's tie its own; see deploy-network-rights.ts.
      const judged = remove.filter((action) => action !== 'ec2:DisassociateAddress');
      for (const tags of [{}, { 'aws:ResourceTag/millrace:environment': 'bootstrap' }])
        for (const action of judged) {
          const resource = arnOf(action, of, 'other');
          expect({ action, allowed: may('deploy', action, { resource, context: tags }) }).toEqual({
            action,
            allowed: false,
          });
        }
    },
  );

  it('tags what it makes in the same call, and what comes with a VPC; nothing else becomes its own by a tag', () => {
    const tag = (kind: string, context: Readonly<Record<string, string>>): boolean =>
      may('deploy', 'ec2:CreateTags', { resource: `arn:aws:ec2:us-east-1:123456789012:${kind}/x`, context });
    const asOurs = { 'aws:RequestTag/millrace:environment': 'eks-prod' };
    expect(tag('vpc', { ...asOurs, 'ec2:CreateAction': 'CreateVpc' })).toBe(true);
    expect(tag('security-group', asOurs)).toBe(true);
    // The provider makes a rule first and tags it then.
    expect(tag('security-group-rule', asOurs)).toBe(true);
    const others = { 'aws:ResourceTag/millrace:environment': 'other' };
    expect(tag('security-group-rule', { ...asOurs, ...others })).toBe(false);
    expect(tag('security-group-rule', { 'aws:RequestTag/millrace:environment': 'other' })).toBe(false);
    expect(tag('vpc', asOurs)).toBe(false);
    expect(tag('security-group', { ...asOurs, 'aws:ResourceTag/millrace:environment': 'other' })).toBe(false);
    expect(tag('volume', asOurs)).toBe(false);
  });

  it('cannot take over the key of the states, or another that has a tag', () => {
    const tagged = {
      'aws:ResourceTag/millrace:environment': 'bootstrap',
      'aws:RequestTag/millrace:environment': 'eks-prod',
    };
    const resource = 'arn:aws:kms:us-east-1:123456789012:key/1';
    for (const action of ['kms:TagResource', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'])
      expect(may('deploy', action, { resource, context: tagged })).toBe(false);
    expect(may('deploy', 'kms:CreateKey', { context: { 'aws:RequestTag/millrace:environment': 'eks-prod' } })).toBe(
      true,
    );
    expect(may('deploy', 'kms:CreateKey', {})).toBe(false);
  });

  it('judges by a tag that everything of a stack has', () => {
    expect(Object.keys(tagsOf('eks-prod'))).toContain('millrace:environment');
    expect(tagsOf('eks-prod')['millrace:environment']).toBe('eks-prod');
  });
});
