import type { Rule } from './rule';

/** Rules about the network of an EKS environment: addresses of the VPC, and of who may come in. */

export const networkRules: readonly Rule[] = [];
