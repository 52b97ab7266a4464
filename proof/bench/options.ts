import { InvalidArgumentError } from 'commander';
import type { Extent, Suite } from './suite';

/** What may be said on the command line; the rest is the suite's, then the default. */
export interface Given {
  readonly quick?: boolean;
  readonly rounds?: number;
  readonly records?: number;
  readonly seconds?: number;
  readonly rates?: readonly number[];
  readonly clients?: readonly string[];
}

const DEFAULTS: Extent = {
  rounds: 3,
  records: 400_000,
  seconds: 12,
  rates: [500, 2_000, 10_000],
  clients: ['millrace', 'millrace-librdkafka', 'kafkajs', 'confluent', 'node-rdkafka'],
};

/** Seconds in all: shows that everything works, its figures mean nothing. */
const QUICK: Partial<Extent> = { rounds: 1, records: 5_000, seconds: 1, rates: [200] };

/** What is said wins over `--quick`, that over the suite's own, that over the default. */
export function extentOf({ extent }: Pick<Suite, 'extent'>, given: Given): Extent {
  const { quick = false, ...said } = given;
  return { ...DEFAULTS, ...extent, ...(quick ? QUICK : {}), ...said };
}

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`${text} is given; a whole number of 1 or more is needed.`);
}

export const positives = (text: string): number[] => text.split(',').map(positive);

export const names = (text: string): string[] => text.split(',').map((name) => name.trim());
