import { describe } from '../violation';
import { valueRule } from './rule';

/** Longest that leaves room for suffixes in the 63 characters of a Kubernetes name. */
const longest = 32;

export const nameIsADnsLabel = valueRule({
  code: 'ENVIRONMENT_NAME_INVALID',
  title: "an environment's name is also its stack's and its namespace's",
  allowed: `1 to ${longest} lower-case letters, digits and hyphens, with a letter first and no hyphen last`,
  fix: 'choose a name such as eks-prod',
  needs: ['name'],
  check: ({ name }) =>
    name.length <= longest && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) ? [] : [{ path: 'name', got: describe(name) }],
});

export const environmentRules = [nameIsADnsLabel];
