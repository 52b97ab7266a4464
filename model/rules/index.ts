import { shapeRule } from '../read-spec';
import { alertRules } from './alerts';
import { awsAccountRules } from './aws-account';
import { clientRules } from './clients';
import { clusterValueRules } from './cluster-values';
import { deadLetterRules } from './dead-letters';
import { environmentRules } from './environment-name';
import { grantRules } from './grants';
import { kafkaOnEksRules } from './kafka-on-eks';
import { kafkaValueRules } from './kafka-values';
import { loadRules } from './load';
import { nameRules } from './names';
import { networkRules } from './network';
import { nodeRules } from './nodes';
import { platformRules } from './platform';
import { portRules } from './ports';
import { replicationRules } from './replication';
import type { Rule, RuleText } from './rule';
import { scalingRules } from './scaling';
import { serviceValueRules } from './service-values';
import { sizeRules } from './sizes';
import { topicValueRules } from './topic-values';
import { versionRules } from './versions';

/** Every rule of the model, in the order in which its violations are told. */
export const rules: readonly Rule[] = [
  ...environmentRules,
  ...versionRules,
  ...platformRules,
  ...clusterValueRules,
  ...awsAccountRules,
  ...networkRules,
  ...nodeRules,
  ...portRules,
  ...kafkaValueRules,
  ...kafkaOnEksRules,
  ...sizeRules,
  ...loadRules,
  ...nameRules,
  ...topicValueRules,
  ...replicationRules,
  ...grantRules,
  ...deadLetterRules,
  ...serviceValueRules,
  ...clientRules,
  ...scalingRules,
  ...alertRules,
];

/** All that `docs/rules.md` explains: the form of a spec is checked before the rules run. */
export const ruleTexts: readonly RuleText[] = [shapeRule, ...rules];
