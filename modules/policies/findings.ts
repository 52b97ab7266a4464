import type { KubernetesObject } from '../kubernetes/object';
import { containerPolicies } from './container-policies';
import { ebsPolicies } from './ebs-policies';
import { entityPolicies } from './entity-policies';
import { exemptions, type Exemption } from './exemptions';
import { externalListenerPolicies } from './external-listener-policies';
import { kafkaPolicies } from './kafka-policies';
import { listenerPolicies } from './listener-policies';
import { networkPolicies } from './network-policies';
import { objectPolicies } from './object-policies';
import { operatorPodPolicies } from './operator-pod-policies';
import { podPolicies } from './pod-policies';
import type { Breach, Policy, PolicyContext, PolicyText } from './policy';
import { releasePolicies, type ReleaseFacts } from './release-policies';
import { secretPolicies } from './secret-policies';

const policies: readonly Policy[] = [
  ...objectPolicies,
  ...secretPolicies,
  ...containerPolicies,
  ...podPolicies,
  ...networkPolicies,
  ...listenerPolicies,
  ...externalListenerPolicies,
  ...kafkaPolicies,
  ...ebsPolicies,
  ...operatorPodPolicies,
  ...entityPolicies,
];

/** In the order of `docs/policies.md`. */
export const policyTexts: readonly PolicyText[] = [...policies, ...releasePolicies];

/** What breaks a policy, and what to do. */
export interface Finding extends Breach {
  readonly code: string;
  readonly rule: string;
  readonly fix: string;
}

export interface Deployed {
  readonly objects: readonly KubernetesObject[];
  readonly releases: readonly ReleaseFacts[];
}

const finding = ({ code, title, fix }: PolicyText, { on, got }: Breach): Finding => ({
  code,
  on,
  got,
  rule: title,
  fix,
});

/** All that is wrong with what a stack would create; pure, and empty when nothing is. */
export function policyFindings(
  { objects, releases }: Deployed,
  context: PolicyContext,
  exempt: readonly Exemption[] = exemptions,
): Finding[] {
  const surroundings = { ...context, releases: releases.map(({ name }) => name) };
  const found = [
    ...policies.flatMap((policy) => policy.check(objects, surroundings).map((breach) => finding(policy, breach))),
    ...releasePolicies.flatMap((policy) =>
      releases.flatMap((release) => {
        const got = policy.check(release);
        return got === undefined ? [] : [finding(policy, { on: release.name, got })];
      }),
    ),
  ];
  return found.filter(({ code, on }) => !exempt.some((one) => one.code === code && one.on === on));
}

function paragraph({ code, on, got, rule, fix }: Finding, index: number): string {
  return [`${index + 1}. ${on}  [${code}]`, `     rule:  ${rule}`, `     got:   ${got}`, `     fix:   ${fix}`].join(
    '\n',
  );
}

/** For people. */
export function tellFindings(stack: string, findings: readonly Finding[]): string {
  const count = findings.length === 1 ? 'one policy is' : `${findings.length} policies are`;
  return `The stack ${JSON.stringify(stack)} cannot be deployed: ${count} broken.\n\n${findings.map(paragraph).join('\n\n')}\n\nEach code is explained in docs/policies.md.`;
}
