import { aws } from '../../../modules/aws/aws';
import { TieredStorage } from '../../../modules/kafka-on-eks/tiered-storage';
import type { Kafka, KafkaNodePool } from '../../../modules/kubernetes/generated/strimzi';
import { ofKind } from '../kafka/environments';
import { synthesized } from '../releases/synthesized';
import { eksProd, kafkaOf, pluginImage, withTieredStorage } from './rendered';

interface Attributes {
  readonly [attribute: string]: unknown;
}
type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

function resourcesOf(changes: Readonly<Record<string, unknown>> = {}): Resources {
  const environment = eksProd({ ...withTieredStorage, ...changes });
  const stack = synthesized((scope) => {
    aws(scope, { account: '123456789012', region: 'us-east-1', tags: {} });
    new TieredStorage(scope, 'tiered-storage', { environment, cluster: { name: 'eks-prod' } });
  });
  return stack.resource as unknown as Resources;
}

const only = (resources: Resources, type: string): Attributes => {
  const found = Object.values(resources[type] ?? {});
  expect(found).toHaveLength(1);
  return found[0] as Attributes;
};

interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Principal?: unknown;
    readonly Condition?: unknown;
  }[];
}
const policyOf = (attributes: Attributes, member = 'policy') => JSON.parse(attributes[member] as string) as Policy;

describe('tiered storage in AWS', () => {
  const resources = resourcesOf();
  const bucket = only(resources, 'aws_s3_bucket');

  it('has all of its parts, of one bucket', () => {
    expect(Object.keys(resources).sort()).toEqual([
      'aws_eks_pod_identity_association',
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_kms_alias',
      'aws_kms_key',
      'aws_s3_bucket',
      'aws_s3_bucket_lifecycle_configuration',
      'aws_s3_bucket_ownership_controls',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_versioning',
    ]);
    const parts = Object.entries(resources).filter(([type]) => type.startsWith('aws_s3_bucket_'));
    for (const [, ofType] of parts) {
      for (const part of Object.values(ofType)) expect(part['bucket']).toMatch(/^\$\{aws_s3_bucket\..*\.bucket\}$/);
    }
  });

  it.each([
    [{}, { isKept: true, force_destroy: false }],
    [{ 'platform/destroyable': ['network', 'cluster', 'kafka-nodes'] }, { isKept: true, force_destroy: false }],
    [{ 'platform/dataDeletion': 'allowed' }, { isKept: true, force_destroy: true }],
    [{ 'platform/destroyable': ['segments'] }, { isKept: false, force_destroy: false }],
    [
      { 'platform/destroyable': ['segments'], 'platform/dataDeletion': 'allowed' },
      { isKept: false, force_destroy: true },
    ],
  ])(
    'with %j keeps bucket and key, or lets both go, with records or without: %j',
    (changes, { isKept, ...expected }) => {
      const found = resourcesOf(changes);
      expect(only(found, 'aws_s3_bucket')).toMatchObject({ ...expected, lifecycle: { prevent_destroy: isKept } });
      expect(only(found, 'aws_kms_key')).toMatchObject({ lifecycle: { prevent_destroy: isKept } });
    },
  );

  it('lets the key go only when the bucket has gone', () => {
    const [key = ''] = Object.keys(resources['aws_kms_key'] ?? {});
    expect(bucket['depends_on']).toEqual([`aws_kms_key.${key}`]);
  });

  it('is closed to everybody else, encrypted with a key of its own, and asked over TLS alone', () => {
    const closed = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
    const block = only(resources, 'aws_s3_bucket_public_access_block');
    for (const member of closed) expect([member, block[member]]).toEqual([member, true]);
    expect(only(resources, 'aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: {
          kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\./) as string,
          sse_algorithm: 'aws:kms',
        },
        bucket_key_enabled: true,
      },
    ]);
    const [statement, ...others] = policyOf(only(resources, 'aws_s3_bucket_policy')).Statement;
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:*'],
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('keeps what was deleted for a week, and no half of an upload for longer', () => {
    expect(only(resources, 'aws_s3_bucket_versioning')['versioning_configuration']).toEqual({ status: 'Enabled' });
    expect(only(resources, 'aws_s3_bucket_lifecycle_configuration')['rule']).toEqual([
      {
        id: 'deleted-segments',
        status: 'Enabled',
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        expiration: [{ expired_object_delete_marker: true }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  it('gives the brokers’ identity the right to this bucket and its key, and to nothing else', () => {
    const association = only(resources, 'aws_eks_pod_identity_association');
    expect(association).toMatchObject({
      cluster_name: 'eks-prod',
      namespace: 'millrace',
      service_account: 'millrace-kafka',
    });
    const rights = Object.keys(resources['aws_iam_role_policy'] ?? {}).map((name) => `aws_iam_role_policy.${name}`);
    expect(association['depends_on']).toEqual(expect.arrayContaining(rights));
    const { Statement } = policyOf(only(resources, 'aws_iam_role_policy'));
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        [expect.stringMatching(/^\$\{aws_s3_bucket\..*\.arn\}\/\*$/)],
      ],
      [['s3:ListBucket'], [expect.stringMatching(/^\$\{aws_s3_bucket\..*\.arn\}$/)]],
      [['kms:Decrypt', 'kms:GenerateDataKey'], [expect.stringMatching(/^\$\{aws_kms_key\..*\.arn\}$/)]],
    ]);
    const trust = policyOf(only(resources, 'aws_iam_role'), 'assume_role_policy').Statement;
    expect(trust.map(({ Principal, Condition }) => [Principal, Condition])).toEqual([
      [
        { Service: ['pods.eks.amazonaws.com'] },
        {
          StringEquals: {
            'aws:RequestTag/eks-cluster-name': 'eks-prod',
            'aws:RequestTag/kubernetes-namespace': 'millrace',
            'aws:RequestTag/kubernetes-service-account': 'millrace-kafka',
          },
        },
      ],
    ]);
  });

  it('has names that begin with the environment’s', () => {
    const alias = only(resources, 'aws_kms_alias')['name'];
    const role = only(resources, 'aws_iam_role')['name'];
    expect([bucket['bucket'], alias, role]).toEqual([
      'eks-prod-kafka-123456789012',
      'alias/eks-prod-kafka-segments',
      'eks-prod-kafka-segments',
    ]);
  });
});

describe('tiered storage of the brokers', () => {
  const objects = kafkaOf(eksProd(withTieredStorage));
  const { spec } = ofKind<Kafka>(objects, 'Kafka')[0]!;

  it('goes to that bucket, by a plugin that brokers have mounted and controllers have not', () => {
    const manager = spec.kafka.tieredStorage?.remoteStorageManager;
    expect(spec.kafka.tieredStorage?.type).toBe('custom');
    expect(manager?.className).toBe('io.aiven.kafka.tieredstorage.RemoteStorageManager');
    expect(manager?.config).toMatchObject({
      'storage.backend.class': 'io.aiven.kafka.tieredstorage.storage.s3.S3Storage',
      'storage.s3.bucket.name': only(resourcesOf(), 'aws_s3_bucket')['bucket'],
      'storage.s3.region': 'us-east-1',
    });
    const [brokers, controllers] = ofKind<KafkaNodePool>(objects, 'KafkaNodePool');
    const mount = brokers?.spec.template?.kafkaContainer?.volumeMounts?.[0];
    expect(brokers?.spec.template?.pod?.volumes).toEqual([
      { name: mount?.name, image: { reference: pluginImage, pullPolicy: 'IfNotPresent' } },
    ]);
    // Strimzi refuses another path.
    expect(mount?.mountPath).toMatch(/^\/mnt\//);
    expect(mount?.readOnly).toBe(true);
    expect(manager?.classPath).toBe(`${mount?.mountPath}/*`);
    expect(controllers?.spec.template?.pod).not.toHaveProperty('volumes');
  });

  it('holds no credentials', () => {
    expect(JSON.stringify(spec.kafka.tieredStorage)).not.toMatch(/access.key|secret/i);
  });

  it('keeps the list of segments as safe as the offsets', () => {
    const { config } = spec.kafka;
    expect(config?.['rlmm.config.remote.log.metadata.topic.replication.factor']).toBe(
      config?.['offsets.topic.replication.factor'],
    );
  });

  it('is not there unless the environment says so', () => {
    const without = kafkaOf(eksProd());
    const cluster = ofKind<Kafka>(without, 'Kafka')[0]!;
    expect(cluster.spec.kafka).not.toHaveProperty('tieredStorage');
    expect(JSON.stringify(without)).not.toMatch(/rlmm|tiered/);
  });
});
