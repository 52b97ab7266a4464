import { UnitError } from './unit-error';

const binary = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** An amount of bytes. Whole bytes only: what cannot be said exactly throws. */
export class Size {
  static bytes(amount: number): Size {
    return new Size(amount, 'B');
  }
  static kibibytes(amount: number): Size {
    return new Size(amount, 'KiB');
  }
  static mebibytes(amount: number): Size {
    return new Size(amount, 'MiB');
  }
  static gibibytes(amount: number): Size {
    return new Size(amount, 'GiB');
  }
  static tebibytes(amount: number): Size {
    return new Size(amount, 'TiB');
  }

  private readonly value: number;

  private constructor(amount: number, unit: keyof typeof binary) {
    const value = amount * binary[unit];
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new UnitError('Size', `${amount} ${unit}`, 'a whole number of bytes, 0 or more, below 2^53');
    }
    this.value = value;
    Object.freeze(this);
  }

  toBytes(): number {
    return this.value;
  }
  /** @throws UnitError when it is not a whole number of MiB. */
  toMebibytes(): number {
    return this.exactly('MiB');
  }
  /** @throws UnitError when it is not a whole number of GiB. */
  toGibibytes(): number {
    return this.exactly('GiB');
  }

  plus(other: Size): Size {
    return Size.bytes(this.value + other.value);
  }
  times(factor: number): Size {
    return Size.bytes(Math.ceil(this.value * factor));
  }
  compare(other: Size): number {
    return this.value - other.value;
  }

  /** In the largest unit that says it exactly: `1536 MiB`, `100 GiB`. */
  toString(): string {
    const [unit, factor] = this.largestExact();
    return `${this.value / factor} ${unit}`;
  }
  /** As a Kubernetes quantity: `100Gi`. */
  toQuantity(): string {
    const [unit, factor] = this.largestExact();
    return `${this.value / factor}${unit.replace('B', '')}`;
  }
  toJSON(): string {
    return this.toString();
  }

  private largestExact(): [string, number] {
    const units = Object.entries(binary).reverse();
    return units.find(([, factor]) => this.value > 0 && this.value % factor === 0) ?? ['B', 1];
  }
  private exactly(unit: keyof typeof binary): number {
    const amount = this.value / binary[unit];
    if (!Number.isInteger(amount)) throw new UnitError('Size', this.toString(), `a whole number of ${unit}`);
    return amount;
  }
}
