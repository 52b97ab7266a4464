import type { RuleCases } from './rule-case';

export const awsAccountCases: RuleCases = {};
