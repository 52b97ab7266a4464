import { describe } from '../violation';
import { valueRule } from './rule';

/** Short enough to be a part of other names: of a stack's folder, of what a cloud makes for it. */
const longest = 32;

export const nameIsADnsLabel = valueRule({
  code: 'ENVIRONMENT_NAME_INVALID',
  title: "an environment's name is also its stack's",
  allowed: `1 to ${longest} lower-case letters, digits and hyphens, with a letter first and no hyphen last`,
  fix: 'choose a name such as eks-prod',
  needs: ['name'],
  check: ({ name }) =>
    name.length <= longest && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) ? [] : [{ path: 'name', got: describe(name) }],
});

export const environmentRules = [nameIsADnsLabel];
