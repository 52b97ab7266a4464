import type { AlertCases } from '../alert-case';
import { availabilityCases } from './availability';
import { capacityCases } from './capacity';
import { itselfCases } from './itself';
import { latenessCases } from './lateness';
import { safetyCases } from './safety';
import { securityCases } from './security';
import { telemetryCases } from './telemetry';

export const alertCases: AlertCases = {
  ...availabilityCases,
  ...safetyCases,
  ...latenessCases,
  ...capacityCases,
  ...securityCases,
  ...itselfCases,
  ...telemetryCases,
};
