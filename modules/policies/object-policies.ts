import type { Namespace } from 'kubernetes-types/core/v1';
import { keyOf, labelsOf } from '../kubernetes/object';
import { scopeOf, typeOf } from './kinds';
import { eachObject, eachOf, type Policy } from './policy';

const standardLabels = Object.keys(labelsOf({ name: '', component: 'service' }));

const podSecurityModes = { enforce: ['baseline', 'restricted'], audit: ['restricted'], warn: ['restricted'] } as const;

/** Modes of Pod Security admission that let more pass than they may. */
function openModes({ metadata }: Namespace): (string | undefined)[] {
  return Object.entries(podSecurityModes).map(([mode, allowed]) => {
    const level = metadata?.labels?.[`pod-security.kubernetes.io/${mode}`];
    return allowed.some((one) => one === level) ? undefined : `${mode} is ${level ?? 'not set'}`;
  });
}

export const objectPolicies: readonly Policy[] = [
  {
    code: 'OBJECT_KIND_UNKNOWN',
    title:
      'every object is of a kind that these rules look into: no role or binding, no Ingress, no Secret, no List, no PersistentVolume',
    fix: 'do without it, or add its kind to modules/policies/kinds.ts together with the rules that it needs',
    check: eachObject((object) =>
      scopeOf(object) === undefined ? `nothing here knows what a ${typeOf(object)} may do` : undefined,
    ),
  },
  {
    code: 'OBJECT_LABELS_MISSING',
    title: `every object has the standard labels: ${standardLabels.join(', ')}`,
    fix: 'take its labels from labelsOf(...)',
    check: eachObject(({ metadata }) => {
      const missing = standardLabels.filter((label) => (metadata?.labels?.[label] ?? '') === '');
      return missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
    }),
  },
  {
    code: 'OBJECT_NAMESPACE_MISSING',
    title: 'an object says its namespace itself; its release’s is no more than where Helm keeps its record',
    fix: 'set metadata.namespace from model/cluster-names.ts',
    check: eachObject((object) =>
      scopeOf(object) === 'namespace' && object.metadata?.namespace === undefined ? 'no namespace' : undefined,
    ),
  },
  {
    code: 'OBJECT_IN_TWO_RELEASES',
    title: 'no two releases have the same object: destroying one would take it from the other',
    fix: 'leave it to one of them, or give it another name',
    check: (objects) => {
      const keys = objects.map(keyOf);
      const repeated = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
      return [...repeated].map((on) => ({ on, got: `it is there ${keys.filter((key) => key === on).length} times` }));
    },
  },
  {
    code: 'NAMESPACE_ADMITS_PRIVILEGED',
    title:
      'a namespace refuses pods that are more than baseline, and tells of those that are more than restricted (Pod Security admission)',
    fix: 'set pod-security.kubernetes.io/enforce to baseline or restricted, audit and warn to restricted',
    check: eachOf<Namespace>('Namespace', openModes),
  },
];
