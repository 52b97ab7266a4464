import type { Secret } from 'kubernetes-types/core/v1';
import { keyOf, labelsOf } from '../kubernetes/object';
import { eachObject, eachOf, type Policy } from './policy';

const standardLabels = Object.keys(labelsOf({ name: '', component: 'service' }));

/** Kinds of ours that stand in no namespace. */
const clusterKinds = [
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

export const objectPolicies: readonly Policy[] = [
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
    check: eachObject(({ kind, metadata }) =>
      clusterKinds.includes(kind ?? '') || metadata?.namespace !== undefined ? undefined : 'no namespace',
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
    code: 'SECRET_IN_VALUES',
    title: 'no secret passes through Terraform, whose state and plans are read by others',
    fix: 'let an operator make it in the cluster, and mount what it makes',
    check: eachOf<Secret>('Secret', ({ data, stringData }) => {
      const keys = Object.keys({ ...data, ...stringData });
      return keys.length === 0 ? undefined : `it carries ${keys.join(', ')}`;
    }),
  },
];
