import { brokerSignals } from './brokers';
import { groupSignals } from './groups';
import { platformSignals } from './platform';
import { quorumSignals } from './quorum';
import { serviceSignals } from './services';
import type { Signal } from './signal';
import { telemetrySignals } from './telemetry';
import { topicSignals } from './topics';

/** Every signal, by group and by the name code uses. */
export const signals = {
  brokers: brokerSignals,
  quorum: quorumSignals,
  topics: topicSignals,
  groups: groupSignals,
  services: serviceSignals,
  platform: { ...platformSignals, ...telemetrySignals },
} as const;

/** All of them, in the order of docs/signals.md. */
export const allSignals: readonly Signal[] = Object.values(signals).flatMap((group) => Object.values<Signal>(group));
