import { UnitError } from './unit-error';

/** Processor time, in thousandths of a core as Kubernetes counts it. */
export class Cpu {
  static cores(amount: number): Cpu {
    return new Cpu(Math.round(amount * 1e6) / 1e3);
  }
  static millicores(amount: number): Cpu {
    return new Cpu(amount);
  }

  private constructor(private readonly value: number) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new UnitError('Cpu', `${value}m`, 'a whole number of thousandths of a core, 0 or more');
    }
    Object.freeze(this);
  }

  toMillicores(): number {
    return this.value;
  }
  plus(other: Cpu): Cpu {
    return new Cpu(this.value + other.value);
  }
  times(factor: number): Cpu {
    return new Cpu(Math.ceil(this.value * factor));
  }
  compare(other: Cpu): number {
    return this.value - other.value;
  }
  /** As a Kubernetes quantity: `1500m`, `2`. */
  toQuantity(): string {
    return this.value % 1000 === 0 ? String(this.value / 1000) : `${this.value}m`;
  }
  toString(): string {
    return `${this.value / 1000} cores`;
  }
  toJSON(): string {
    return this.toQuantity();
  }
}
