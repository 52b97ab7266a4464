import type { RuleCases } from './rule-case';

export const kafkaOnEksCases: RuleCases = {};
