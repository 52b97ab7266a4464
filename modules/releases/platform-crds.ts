import { namespaces } from '../../model/cluster-names';
import type { CrdsReleaseProps } from './crds-release';

/** The charts of `make crds`, each with its operator's namespace for Helm's record. */
export const platformCrds = {
  strimzi: { name: 'strimzi-crds', namespace: namespaces.operator },
  prometheusOperator: { name: 'prometheus-operator-crds', namespace: namespaces.monitoring },
} as const satisfies Record<string, CrdsReleaseProps>;
