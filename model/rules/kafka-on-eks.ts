import type { Rule } from './rule';

/** Rules about what Kafka has on EKS alone: windows, tiered storage. */

export const kafkaOnEksRules: readonly Rule[] = [];
