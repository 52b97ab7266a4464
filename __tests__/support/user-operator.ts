/**
 * Test code: does for the embedded cluster what Strimzi's user operator does on Kubernetes. It takes KafkaUser objects,
 * makes their credentials, quotas and ACLs, and returns the Secrets that the operator would write.
 *
 * Sources, in strimzi/strimzi-kafka-operator: keys, labels and owner of a user's secret are those of
 * `user-operator/.../model/KafkaUserModel.java` (`generateSecret`, `createSecret`, `getSaslJsonConfig`), labels of
 * `operator-common/.../model/Labels.java`; ACLs as `model/acl/SimpleAclRule.java` reads them; the authority's secret
 * as `ModelUtils.createSecret` and `Ca.java` make it (`ca.crt`, `ca.p12`, `ca.password`).
 */
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes, type AclEntry } from 'kafkajs';
import type { Secret } from 'kubernetes-types/core/v1';
import { askOne, withAdmin } from '../../local/kafka/cluster-probe';
import { waitUntil } from '../../local/kafka/wait-until';
import type { KafkaUser } from '../../modules/kubernetes/generated/strimzi';
import { setUserQuotas, upsertScramCredentials } from './admin-protocol';
import { makeClientCertificate, makePkcs12, type KeyPairFiles } from './certificates';

type Rule = NonNullable<KafkaUser['spec']['authorization']>['acls'][number];

export interface UserOperatorOptions {
  /** The plain listeners on loopback. */
  readonly bootstrapServers: readonly string[];
  /** Signs the certificates of users with `type: tls`. @default - there are none such */
  readonly clientsAuthority?: KeyPairFiles;
  /** For certificates. @default - there are none */
  readonly dir?: string;
}

const quotaNames = {
  producerByteRate: 'producer_byte_rate',
  consumerByteRate: 'consumer_byte_rate',
  requestPercentage: 'request_percentage',
  controllerMutationRate: 'controller_mutation_rate',
} as const satisfies Record<keyof NonNullable<KafkaUser['spec']['quotas']>, string>;

const resourceTypes: Readonly<Record<Rule['resource']['type'], AclResourceTypes>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  cluster: AclResourceTypes.CLUSTER,
  transactionalId: AclResourceTypes.TRANSACTIONAL_ID,
};

const operations: Readonly<Record<Rule['operations'][number], AclOperationTypes>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Delete: AclOperationTypes.DELETE,
  Alter: AclOperationTypes.ALTER,
  Describe: AclOperationTypes.DESCRIBE,
  ClusterAction: AclOperationTypes.CLUSTER_ACTION,
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  IdempotentWrite: AclOperationTypes.IDEMPOTENT_WRITE,
  All: AclOperationTypes.ALL,
};

const PASSWORD_LENGTH = 32;
const SEEN_LIMIT_MS = 15_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** As the operator's own: begins with a letter. */
function makePassword(): string {
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  return pick(LETTERS) + Array.from({ length: PASSWORD_LENGTH - 1 }, () => pick(`${LETTERS}0123456789`)).join('');
}

const base64 = (value: string | Buffer): string => Buffer.from(value).toString('base64');

function nameOf({ metadata }: KafkaUser): string {
  if (metadata.name === undefined) throw new Error('a KafkaUser has no metadata.name');
  return metadata.name;
}

const isTls = ({ spec }: KafkaUser): boolean => spec.authentication?.type === 'tls';

/** The user as brokers know it. */
const brokerName = (user: KafkaUser): string => (isTls(user) ? `CN=${nameOf(user)}` : nameOf(user));

function aclsOf(user: KafkaUser): AclEntry[] {
  return (user.spec.authorization?.acls ?? []).flatMap((rule) =>
    rule.operations.map((operation) => ({
      resourceType: resourceTypes[rule.resource.type],
      resourceName: rule.resource.type === 'cluster' ? 'kafka-cluster' : (rule.resource.name ?? ''),
      resourcePatternType:
        rule.resource.patternType === 'prefix' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
      principal: `User:${brokerName(user)}`,
      host: rule.host ?? '*',
      operation: operations[operation],
      permissionType: rule.type === 'deny' ? AclPermissionTypes.DENY : AclPermissionTypes.ALLOW,
    })),
  );
}

function quotasOf({ spec: { quotas = {} } }: KafkaUser): Record<string, number> {
  const names = Object.keys(quotaNames) as (keyof typeof quotaNames)[];
  return Object.fromEntries(
    names.flatMap((name) => (quotas[name] === undefined ? [] : [[quotaNames[name], quotas[name]]])),
  );
}

/** As `Labels.fromResource` and `Util.mergeLabelsOrAnnotations`: the standard labels are the operator's own to write. */
function passedOn(labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('app.kubernetes.io/')));
}

function secretOf(user: KafkaUser, data: Record<string, string>): Secret {
  const { metadata, apiVersion, kind, spec } = user;
  const name = nameOf(user);
  const operator = 'strimzi-user-operator';
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: {
        ...passedOn(metadata.labels),
        'app.kubernetes.io/name': operator,
        'app.kubernetes.io/instance': name,
        'app.kubernetes.io/part-of': `strimzi-${name}`,
        'app.kubernetes.io/managed-by': operator,
        'strimzi.io/kind': kind,
        ...passedOn(spec.template?.secret?.metadata?.labels),
      },
      // Kubernetes takes no owner without the uid it gave it.
      ...(metadata.uid === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion, kind, name, uid: metadata.uid, blockOwnerDeletion: false, controller: false },
            ],
          }),
    },
    data,
  };
}

function scramSecret(user: KafkaUser, password: string): Secret {
  const module = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  return secretOf(user, {
    password: base64(password),
    'sasl.jaas.config': base64(`${module} required username="${nameOf(user)}" password="${password}";`),
  });
}

async function tlsSecret(user: KafkaUser, { clientsAuthority, dir }: UserOperatorOptions): Promise<Secret> {
  const name = nameOf(user);
  if (clientsAuthority === undefined || dir === undefined)
    throw new Error(`KafkaUser ${name} asks for a certificate; give the options clientsAuthority and dir`);
  const files = await makeClientCertificate(dir, name, clientsAuthority);
  const { store, password } = await makePkcs12(files, name);
  return secretOf(user, {
    // The clients' authority, by which brokers know users; not the one by which a user knows the brokers.
    'ca.crt': base64(await readFile(clientsAuthority.certFile)),
    'user.crt': base64(await readFile(files.certFile)),
    'user.key': base64(await readFile(files.keyFile)),
    'user.p12': base64(store),
    'user.password': base64(password),
  });
}

/** Every broker reads the same log of changes, credentials before ACLs: who has the last ACL has all of it. */
async function awaitSeen(servers: readonly string[], acls: readonly AclEntry[]): Promise<void> {
  const any = {
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  };
  const principals = new Set(acls.map(({ principal }) => principal));
  await waitUntil(
    () => `all brokers to know ${acls.length} ACLs`,
    async () => {
      const answers = await Promise.all(servers.map((server) => askOne(server, (admin) => admin.describeAcls(any))));
      const counts = answers.map((answer) =>
        (answer?.resources ?? []).flatMap((each) => each.acls).filter(({ principal }) => principals.has(principal)),
      );
      return counts.every(({ length }) => length >= acls.length) ? true : undefined;
    },
    { timeoutMs: SEEN_LIMIT_MS, everyMs: 25 },
  );
}

/**
 * Makes the users on the cluster: credentials, quotas, ACLs; resolves when every broker knows them.
 * @returns the users' Secrets, in the users' order
 */
export async function applyUsers(users: readonly KafkaUser[], options: UserOperatorOptions): Promise<Secret[]> {
  const { bootstrapServers } = options;
  const [server = ''] = bootstrapServers;
  const passwords = new Map(users.filter((user) => !isTls(user)).map((user) => [user, makePassword()]));
  const credentials = [...passwords].map(([user, password]) => ({ user: brokerName(user), password }));
  if (credentials.length > 0) await upsertScramCredentials(server, credentials);
  const quotas = users.map((user) => ({ user: brokerName(user), quotas: quotasOf(user) }));
  const limited = quotas.filter((each) => Object.keys(each.quotas).length > 0);
  if (limited.length > 0) await setUserQuotas(server, limited);
  const acl = users.flatMap(aclsOf);
  if (acl.length > 0) await withAdmin(bootstrapServers, (admin) => admin.createAcls({ acl }));
  await awaitSeen(bootstrapServers, acl);
  return Promise.all(
    users.map(async (user) => {
      const password = passwords.get(user);
      return password === undefined ? tlsSecret(user, options) : scramSecret(user, password);
    }),
  );
}

/** `<cluster>-cluster-ca-cert`, by which clients know the brokers. */
export async function makeClusterCaSecret(
  authority: Pick<KeyPairFiles, 'certFile'>,
  cluster: string,
  namespace: string,
): Promise<Secret> {
  const { store, password } = await makePkcs12({ certFile: authority.certFile }, 'ca.crt');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: `${cluster}-cluster-ca-cert`,
      namespace,
      annotations: { 'strimzi.io/ca-cert-generation': '0' },
      labels: {
        'app.kubernetes.io/name': 'certificate-authority',
        'app.kubernetes.io/instance': cluster,
        'app.kubernetes.io/part-of': `strimzi-${cluster}`,
        'app.kubernetes.io/managed-by': 'strimzi-cluster-operator',
        'strimzi.io/cluster': cluster,
        'strimzi.io/component-type': 'certificate-authority',
        'strimzi.io/kind': 'Kafka',
        'strimzi.io/name': 'strimzi',
      },
    },
    data: {
      'ca.crt': base64(await readFile(authority.certFile)),
      'ca.p12': base64(store),
      'ca.password': base64(password),
    },
  };
}

/** A value out of a Secret. */
export function fromSecret({ data, metadata }: Secret, key: string): string {
  const value = data?.[key];
  if (value === undefined) throw new Error(`the secret ${metadata?.name} has no ${key}`);
  return Buffer.from(value, 'base64').toString();
}
