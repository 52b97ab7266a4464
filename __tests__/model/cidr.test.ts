import fc from 'fast-check';
import { Cidr, CidrError } from '../../model/cidr';

/** Blocks once more, as their 32 bits in text: nothing here reckons as the model does. */
const bitsOf = (text: string): string => {
  const [address = '', prefix = ''] = text.split('/');
  const bits = address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  return bits.join('').slice(0, Number(prefix));
};

const prefix = fc.integer({ min: 0, max: 32 });
const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

/** Any block, as text: an address with all bits behind the prefix made zero. */
const block = fc.tuple(address, prefix).map(([parts, length]) => {
  const bits = parts.map((part) => part.toString(2).padStart(8, '0')).join('');
  const kept = bits.slice(0, length).padEnd(32, '0');
  return `${[0, 8, 16, 24].map((from) => parseInt(kept.slice(from, from + 8), 2)).join('.')}/${length}`;
});

/** Two blocks that often have to do with each other. */
const pair = fc
  .tuple(block, block, prefix)
  .chain(([one, other, length]) => fc.constantFrom([one, other], [one, widened(one, length)], [one, one]));

function widened(text: string, length: number): string {
  const bits = bitsOf(text).slice(0, length);
  const padded = bits.padEnd(32, '0');
  return `${[0, 8, 16, 24].map((from) => parseInt(padded.slice(from, from + 8), 2)).join('.')}/${bits.length}`;
}

describe('a block of addresses', () => {
  it('says itself as it was written', () => {
    fc.assert(fc.property(block, (text) => expect(Cidr.parse(text).toString()).toBe(text)));
  });

  it('has two addresses to the power of the bits that are left', () => {
    fc.assert(fc.property(block, (text) => expect(Cidr.parse(text).size).toBe(2 ** (32 - bitsOf(text).length))));
  });

  it('contains what begins with its bits, and nothing else', () => {
    fc.assert(
      fc.property(pair, ([one = '', other = '']) => {
        expect(Cidr.parse(one).contains(Cidr.parse(other))).toBe(bitsOf(other).startsWith(bitsOf(one)));
      }),
    );
  });

  it('overlaps what contains it or is contained, either way round', () => {
    fc.assert(
      fc.property(pair, ([one = '', other = '']) => {
        const [a, b] = [Cidr.parse(one), Cidr.parse(other)];
        const expected = bitsOf(other).startsWith(bitsOf(one)) || bitsOf(one).startsWith(bitsOf(other));
        expect([a.overlaps(b), b.overlaps(a)]).toEqual([expected, expected]);
      }),
    );
  });

  it('is cut into equal blocks, one behind the other, that fill it', () => {
    fc.assert(
      fc.property(block, fc.nat(6), (text, more) => {
        const whole = Cidr.parse(text);
        const length = Math.min(32, whole.prefix + more);
        const count = 2 ** (length - whole.prefix);
        const parts = Array.from({ length: count }, (_, index) => whole.block(length, index).toString());
        const expected = Array.from({ length: count }, (_, index) =>
          count === 1 ? bitsOf(text) : bitsOf(text) + index.toString(2).padStart(length - whole.prefix, '0'),
        );
        expect(parts.map(bitsOf)).toEqual(expected);
      }),
    );
  });

  it.each([
    ['an address', '10.0.0.0'],
    ['an address inside of a block', '10.0.0.1/16'],
    ['a byte of 256', '10.0.256.0/24'],
    ['a leading zero, which some read as octal', '010.0.0.0/8'],
    ['a length of 33', '10.0.0.0/33'],
    ['a length with a zero before it', '10.0.0.0/08'],
    ['three bytes', '10.0.0/24'],
    ['five bytes', '10.0.0.0.0/24'],
    ['a space', ' 10.0.0.0/24'],
    ['a line behind it', '10.0.0.0/24\n'],
    ['IPv6', '2001:db8::/32'],
    ['nothing', ''],
  ])('rejects %s', (_what, text) => {
    expect(Cidr.tryParse(text)).toBeUndefined();
    expect(() => Cidr.parse(text)).toThrow(CidrError);
  });

  it.each([
    ['a block that is larger than itself', 15, 0],
    ['a block behind its last', 18, 4],
    ['an address behind its last', 32, 65_536],
    ['a block before its first', 18, -1],
    ['half a block', 18, 0.5],
    ['half a bit', 18.5, 0],
    ['less than an address', 33, 0],
  ])('rejects %s', (_what, length, index) => {
    expect(() => Cidr.parse('10.0.0.0/16').block(length, index)).toThrow(CidrError);
  });
});
