import { readable } from '../../model/capacity';
import type { Cost } from '../../model/capacity/cost';
import { mostGrowth, type Growth, type LimitName, type LimitUse } from '../../model/capacity/limits';
import type { CapacityPlan } from '../../model/capacity/plan';
import type { EnvironmentOn } from '../../model/environment';

/** What is shown of an environment, as a table and as a picture. */
export interface Shown {
  readonly environment: EnvironmentOn<'eks'>;
  /** All write rates are multiplied by it. */
  readonly times: number;
  readonly plan: CapacityPlan;
  readonly cost: Cost;
}

/** How figures are said, in the table and in the picture alike. */

export const limitTitles: Readonly<Record<LimitName, string>> = {
  'volume-throughput': 'Volume throughput',
  'volume-iops': 'Volume IOPS',
  'volume-size': 'Volume size',
  'ebs-bandwidth': 'Instance EBS bandwidth',
  'ebs-iops': 'Instance EBS IOPS',
  'network-in': 'Network in',
  'network-out': 'Network out',
  replicas: 'Replicas',
};

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Of three figures: `1.01`, `117`, `1,250`. */
const figures = (value: number): string =>
  value >= 1_000 ? whole(value) : String(Number(value.toPrecision(value < 1 ? 2 : 3)));

export const rate = (bytesPerSecond: number): string => `${figures(bytesPerSecond / 1e6)} MB/s`;

export function amount(unit: LimitUse['unit'], value: number): string {
  if (unit === 'bytes/s') return rate(value);
  return unit === 'bytes' ? readable(value) : whole(value);
}

export const percent = (share: number): string => `${figures(share * 100)} %`;
export const dollars = (value: number): string => `$${whole(value)}`;

export const factor = ({ factor: value }: Growth): string =>
  value >= mostGrowth ? `${mostGrowth} times and more` : `${figures(value)} times`;

/** `47 s`, `2.2 h`. */
export function time(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'for ever';
  if (seconds < 120) return `${figures(seconds)} s`;
  return seconds < 7_200 ? `${figures(seconds / 60)} min` : `${figures(seconds / 3600)} h`;
}

export const writtenIn = ({ environment, times }: Shown): number =>
  environment.topics.reduce((sum, { writeRate }) => sum + writeRate.toBytesPerSecond(), 0) * times;

/** `eks-prod, ten times its load`: what is looked at. */
export const titleOf = ({ environment, times }: Shown): string =>
  times === 1 ? environment.name : `${environment.name}, ${times} times its load`;

/** `1.01 MB/s written, 3 brokers on r7g.large in 3 zones`. */
export function summaryOf(shown: Shown): string {
  const { kafka, platform } = shown.environment;
  const { instanceType } = platform.kafkaNodes;
  return `${rate(writtenIn(shown))} written, ${kafka.brokers.length} brokers on ${instanceType} in ${platform.zones.length} zones`;
}

/** What ends first, and when. */
export function verdictOf({ plan: { growth, limits } }: Shown): string {
  const over = limits['zone-lost'].filter(({ utilisation, allowed }) => utilisation > allowed);
  const titles = over.map(({ name }) => limitTitles[name]).join(', ');
  if (over.length > 0) return `Too much: ${titles}. It fits at ${factor(growth)} this load.`;
  return `It fits. The load may grow to ${factor(growth)}; then ${limitTitles[growth.limit].toLowerCase()} ends it.`;
}
