import { environments } from '../../environments';
import { platformContracts } from '../../model/contracts';
import { tryResolve } from '../../model/resolve';
import { rules, ruleTexts } from '../../model/rules';
import { alertCases } from './rules/alerts.cases';
import { awsAccountCases } from './rules/aws-account.cases';
import { clusterCases } from './rules/cluster.cases';
import { kafkaCases } from './rules/kafka.cases';
import { kafkaOnEksCases } from './rules/kafka-on-eks.cases';
import { loadCases } from './rules/load.cases';
import { networkCases } from './rules/network.cases';
import { nodeCases } from './rules/nodes.cases';
import { platformCases } from './rules/platform.cases';
import { portCases } from './rules/ports.cases';
import type { RuleCase, RuleCases } from './rules/rule-case';
import { scalingCases } from './rules/scaling.cases';
import { serviceCases } from './rules/services.cases';
import { shapeCases } from './rules/shape.cases';
import { topicCases } from './rules/topics.cases';
import { withChanges } from './with-changes';

const cases: RuleCases = {
  ...kafkaCases,
  ...shapeCases,
  ...platformCases,
  ...clusterCases,
  ...portCases,
  ...topicCases,
  ...serviceCases,
  ...scalingCases,
  ...awsAccountCases,
  ...networkCases,
  ...nodeCases,
  ...kafkaOnEksCases,
  ...loadCases,
  ...alertCases,
};

function violationsOf({ on, set = {}, contracts = {} }: RuleCase) {
  const resolution = tryResolve(withChanges<unknown>(environments[on], set), withChanges(platformContracts, contracts));
  return resolution.ok ? [] : resolution.violations;
}

describe.each(Object.entries(cases))('%s', (code, ofCode) => {
  it.each(ofCode.map((one) => [one.path.slice(0, 60), one.got.slice(0, 60), one] as const))(
    'rejects %s: %s',
    (_path, _got, one) => {
      const violations = violationsOf(one);
      const own = violations.filter((violation) => violation.code === code);
      expect(own).toContainEqual({
        code,
        path: one.path,
        got: expect.stringContaining(one.got) as string,
        allowed: expect.stringContaining(one.allowed) as string,
        rule: ruleTexts.find((rule) => rule.code === code)?.title,
        fix: expect.stringMatching(/\w/) as string,
      });
      const others = [...new Set(violations.map((violation) => violation.code))].filter((other) => other !== code);
      expect(others.sort()).toEqual([...(one.also ?? [])].sort());
    },
  );
});

describe('the registry', () => {
  it('has a case for every code, and no case is for a code that is gone', () => {
    expect(Object.keys(cases).sort()).toEqual(ruleTexts.map(({ code }) => code).sort());
  });

  it('has each code once, in one form', () => {
    const codes = ruleTexts.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  });

  it('has at least one rule of each kind', () => {
    expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(['value', 'relation']));
  });
});
