import type { Duration } from './duration';
import { Size } from './size';
import { UnitError } from './unit-error';

/** Bytes a second. Decimal megabytes, as disks, networks and AWS count them. */
export class DataRate {
  static bytesPerSecond(amount: number): DataRate {
    return new DataRate(amount);
  }
  static kilobytesPerSecond(amount: number): DataRate {
    return new DataRate(amount * 1e3);
  }
  static megabytesPerSecond(amount: number): DataRate {
    return new DataRate(amount * 1e6);
  }

  private constructor(private readonly value: number) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new UnitError('DataRate', `${value} B/s`, 'a whole number of bytes a second, 0 or more');
    }
    Object.freeze(this);
  }

  toBytesPerSecond(): number {
    return this.value;
  }
  /** What arrives in that time, rounded up to a byte. */
  over(time: Duration): Size {
    return Size.bytes(Math.ceil((this.value * time.toMilliseconds()) / 1000));
  }
  plus(other: DataRate): DataRate {
    return new DataRate(this.value + other.value);
  }
  /** Rounded up to a byte a second. */
  times(factor: number): DataRate {
    return new DataRate(Math.ceil(this.value * factor));
  }
  compare(other: DataRate): number {
    return this.value - other.value;
  }
  toString(): string {
    if (this.value >= 1e6) return `${this.value / 1e6} MB/s`;
    return this.value >= 1e3 ? `${this.value / 1e3} kB/s` : `${this.value} B/s`;
  }
  toJSON(): string {
    return this.toString();
  }
}
