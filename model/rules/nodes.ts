import type { Rule } from './rule';

/** Rules about the groups of nodes of an EKS environment. */

export const nodeRules: readonly Rule[] = [];
