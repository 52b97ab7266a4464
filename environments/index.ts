import type { EnvironmentSpec } from '../model/spec';
import { compose } from './compose';
import { eksProd } from './eks-prod';
import { local } from './local';
import { minikube } from './minikube';

/** Every environment by its name. To add one: a file of values, and a line here. */
export const environments = {
  local,
  compose,
  minikube,
  'eks-prod': eksProd,
} as const satisfies Readonly<Record<string, EnvironmentSpec>>;

export type EnvironmentName = keyof typeof environments;
