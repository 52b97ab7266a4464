import type { Rule } from './rule';

/** Rules about the topics' load and what carries it: volumes, networks, brokers, with one zone lost. */

export const loadRules: readonly Rule[] = [];
