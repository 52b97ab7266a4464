import type { RuleCases } from './rule-case';

export const networkCases: RuleCases = {};
