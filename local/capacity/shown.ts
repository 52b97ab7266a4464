import { environments } from '../../environments';
import { costOf } from '../../model/capacity/cost';
import { planOf } from '../../model/capacity/plan';
import { isOn } from '../../model/environment';
import { resolve } from '../../model/resolve';
import { CapacityError } from './capacity-error';
import type { Shown } from './words';

const onEks = (): string =>
  Object.values(environments)
    .filter(({ platform }) => platform.kind === 'eks')
    .map(({ name }) => name)
    .join(', ');

/** @throws CapacityError CAPACITY_TIMES_INVALID */
export function timesOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 10_000) return value;
  throw new CapacityError('CAPACITY_TIMES_INVALID', `--times is ${text}; it takes a number above 0, up to 10000.`);
}

/**
 * The plan and the cost of the environment of that name, `times` its declared load.
 * @throws CapacityError CAPACITY_ENVIRONMENT_UNKNOWN, CAPACITY_WRONG_PLATFORM. @throws EnvironmentInvalidError
 */
export function shownOf(env: string, times = 1): Shown {
  const spec = Object.values(environments).find(({ name }) => name === env);
  if (spec === undefined) {
    throw new CapacityError(
      'CAPACITY_ENVIRONMENT_UNKNOWN',
      `There is no environment '${env}'; those on EKS are: ${onEks()}. Name one of them, as ENV=eks-prod.`,
    );
  }
  const environment = resolve(spec);
  if (isOn(environment, 'eks')) {
    return { environment, times, plan: planOf(environment, times), cost: costOf(environment, times) };
  }
  throw new CapacityError(
    'CAPACITY_WRONG_PLATFORM',
    `'${env}' is ${spec.platform.kind}: it has the disks and the network of its machine, which nobody bills. Plan one on EKS: ${onEks()}.`,
  );
}
