import type { ConfigMap, EnvVar, Secret } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes/object';
import { eachObject, type Policy } from './policy';
import { membersOf, type Member } from './walk';

/** Such as `KAFKA_PASSWORD` and `apiToken`. */
const secretWord = /^(pass|pwd|.*(password|passwd|passphrase|token|secret|key|credential)s?)$/;

/** `KAFKA_PASSWORD_FILE` says where a secret is, not what it is. */
const whereabouts = ['file', 'files', 'path', 'dir', 'name', 'id', 'json', 'yaml', 'yml'];

function namesASecret(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => secretWord.test(word)) && !whereabouts.includes(words.at(-1) ?? '');
}

const secretTexts: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a password in an address', /:\/\/[^/\s:@"']*:[^/\s@"']+@/],
  ['a password of a login module', /LoginModule[^;]*password=/],
];

/** Variables of any container, ours or an operator's. */
const variablesOf = (member: Member): EnvVar[] =>
  member.key === 'env' && Array.isArray(member.value) ? (member.value as EnvVar[]) : [];

/** Names that stand beside a value in the open. */
function named(object: KubernetesObject, members: readonly Member[]): string[] {
  const variables = members
    .flatMap(variablesOf)
    .filter(({ value }) => (value ?? '') !== '')
    .map(({ name }) => name);
  const data = object.kind === 'ConfigMap' ? Object.entries((object as ConfigMap).data ?? {}) : [];
  return [...variables, ...data.filter(([, value]) => value !== '').map(([name]) => name)].filter(namesASecret);
}

/** A Secret's own members, whatever they are called. */
function carried(object: KubernetesObject): string[] {
  if (object.kind !== 'Secret') return [];
  const { data, stringData } = object as Secret;
  return Object.keys({ ...data, ...stringData });
}

function secretsIn(object: KubernetesObject): string[] {
  const members = membersOf(object);
  const texts = members.flatMap(({ path, value }) =>
    typeof value !== 'string'
      ? []
      : secretTexts.filter(([, pattern]) => pattern.test(value)).map(([what]) => `${path} has ${what}`),
  );
  return [...[...carried(object), ...named(object, members)].map((name) => `it carries ${name}`), ...texts];
}

export const secretPolicies: readonly Policy[] = [
  {
    code: 'SECRET_IN_VALUES',
    title:
      'no secret passes through Terraform, whose state and plans are read by others: in no Secret, ConfigMap, variable or text of an object',
    fix: 'let an operator make it in the cluster, and mount what it makes',
    check: eachObject(secretsIn),
  },
];
