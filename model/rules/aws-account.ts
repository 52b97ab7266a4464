import type { Rule } from './rule';

/** Rules about the AWS account of an EKS environment, and about what is found in it. */

export const awsAccountRules: readonly Rule[] = [];
