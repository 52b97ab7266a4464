const longestPrefix = 32;

const byte = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const notation = new RegExp(String.raw`^${byte}(\.${byte}){3}/(3[0-2]|[12]?\d)$`);

const sizeOf = (prefix: number): number => 2 ** (longestPrefix - prefix);

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A block of IPv4 addresses that is none, or parts of a block that has none left. */
export class CidrError extends RangeError {
  override readonly name = 'CidrError';
  readonly code = 'CIDR_INVALID';
  constructor(got: string, allowed: string) {
    super(`Cidr: got ${got}; allowed: ${allowed}`);
  }
}

/** A block of IPv4 addresses that starts where its length says that it may: 10.0.0.0/16 is one, 10.0.0.1/16 is not. */
export class Cidr {
  /** @throws CidrError when it is not written as a block in canonical form */
  static parse(text: string): Cidr {
    const found = Cidr.tryParse(text);
    if (found === undefined) throw new CidrError(JSON.stringify(text), 'an IPv4 block such as 10.0.0.0/16');
    return found;
  }

  /** @returns undefined when it is not written as a block in canonical form */
  static tryParse(text: string): Cidr | undefined {
    if (!notation.test(text)) return undefined;
    const [address = '', prefix = ''] = text.split('/');
    const first = numberOf(address);
    return first % sizeOf(Number(prefix)) === 0 ? new Cidr(first, Number(prefix)) : undefined;
  }

  private constructor(
    /** The first address, as a number. */
    private readonly first: number,
    /** Bits that all its addresses share: the larger, the smaller the block. */
    readonly prefix: number,
  ) {
    Object.freeze(this);
  }

  /** How many addresses it has. */
  get size(): number {
    return sizeOf(this.prefix);
  }

  contains(other: Cidr): boolean {
    return other.first >= this.first && other.first + other.size <= this.first + this.size;
  }

  overlaps(other: Cidr): boolean {
    return this.contains(other) || other.contains(this);
  }

  /**
   * One of the equal blocks that it is cut into, from 0 up.
   * @throws CidrError when it is not cut into so many
   */
  block(prefix: number, index: number): Cidr {
    const isLength = Number.isInteger(prefix) && prefix >= this.prefix && prefix <= longestPrefix;
    const count = 2 ** (prefix - this.prefix);
    if (!isLength || !Number.isInteger(index) || index < 0 || index >= count) {
      throw new CidrError(`block ${index} of length /${prefix}`, `blocks of ${this.toString()}`);
    }
    return new Cidr(this.first + index * sizeOf(prefix), prefix);
  }

  toString(): string {
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(this.first / 2 ** shift) % 256);
    return `${bytes.join('.')}/${this.prefix}`;
  }
}
