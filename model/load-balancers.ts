import type { EnvironmentOn } from './environment';

/** One to begin with, and one for each broker: a client speaks with each of them by name. */
export const loadBalancersFor = (brokers: number): number => brokers + 1;

/** How many an environment has: none without clients outside of its cluster. */
export const loadBalancersOf = ({ platform, kafka }: Pick<EnvironmentOn<'eks'>, 'platform' | 'kafka'>): number =>
  platform.clientCidrs.length === 0 ? 0 : loadBalancersFor(kafka.brokers.length);
