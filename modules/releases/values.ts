import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { keyOf, type KubernetesObject } from '../kubernetes/object';

/**
 * Values as YAML that Terraform compares line by line: keys sorted, one line a field. YAML 1.1, which Helm reads, so that
 * `on` and `0644` are quoted where they are strings.
 */
export function valuesYaml(values: object): string {
  return stringify(values, { version: '1.1', sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

/** `${` and `%{` begin a template of Terraform's own in any string of its configuration. */
export const escapeTemplates = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

export const digestOf = (...texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
};

/** Two objects of one release with the same namespace, kind and name. */
export class ObjectTwiceError extends Error {
  override readonly name = 'ObjectTwiceError';
  readonly code = 'RELEASES_OBJECT_TWICE';
  readonly canRetry = false;
  constructor(release: string, key: string) {
    super(
      `The release "${release}" has two objects "${key}": the second would replace the first; give it another name.`,
    );
  }
}

/** @throws ObjectTwiceError */
export function keyedObjects(release: string, objects: readonly KubernetesObject[]): Record<string, KubernetesObject> {
  const keyed: Record<string, KubernetesObject> = {};
  for (const object of objects) {
    const key = keyOf(object);
    if (Object.hasOwn(keyed, key)) throw new ObjectTwiceError(release, key);
    keyed[key] = object;
  }
  return keyed;
}
