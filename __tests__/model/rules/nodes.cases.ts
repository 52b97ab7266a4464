import type { RuleCases } from './rule-case';

export const nodeCases: RuleCases = {};
