import type { RuleCases } from './rule-case';

export const loadCases: RuleCases = {};
