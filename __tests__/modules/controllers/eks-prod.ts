import { environments } from '../../../environments';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { withChanges } from '../../model/with-changes';

/** The production environment, with some of its values changed. */
export function eksProd(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const environment = resolve(withChanges<EnvironmentSpec>(environments['eks-prod'], changes));
  if (isOn(environment, 'eks')) return environment;
  throw new Error('eks-prod is not on EKS.');
}
