import { UnitError } from './unit-error';

const factors = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time in whole milliseconds, Kafka's own resolution. */
export class Duration {
  static milliseconds(amount: number): Duration {
    return new Duration(amount, 'ms');
  }
  static seconds(amount: number): Duration {
    return new Duration(amount, 's');
  }
  static minutes(amount: number): Duration {
    return new Duration(amount, 'min');
  }
  static hours(amount: number): Duration {
    return new Duration(amount, 'h');
  }
  static days(amount: number): Duration {
    return new Duration(amount, 'd');
  }

  private readonly value: number;

  private constructor(amount: number, unit: keyof typeof factors) {
    const value = amount * factors[unit];
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new UnitError('Duration', `${amount} ${unit}`, 'a whole number of milliseconds, 0 or more');
    }
    this.value = value;
    Object.freeze(this);
  }

  toMilliseconds(): number {
    return this.value;
  }
  /** @throws UnitError when it is not a whole number of seconds. */
  toSeconds(): number {
    if (this.value % factors.s !== 0) throw new UnitError('Duration', this.toString(), 'a whole number of seconds');
    return this.value / factors.s;
  }
  compare(other: Duration): number {
    return this.value - other.value;
  }

  /** In the largest unit that says it exactly: `90 min`, `7 d`. */
  toString(): string {
    const [unit, factor] = Object.entries(factors)
      .reverse()
      .find(([, candidate]) => this.value > 0 && this.value % candidate === 0) ?? ['ms', 1];
    return `${this.value / factor} ${unit}`;
  }
  toJSON(): string {
    return this.toString();
  }
}
