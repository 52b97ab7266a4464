import fc from 'fast-check';
import { Cpu, DataRate, Duration, Size, UnitError } from '../../model/units';

const wholes = fc.nat({ max: 2 ** 40 });

const bytesOf = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;
const millisecondsOf = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const bytesPerSecondOf = { 'B/s': 1, 'kB/s': 1e3, 'MB/s': 1e6 } as const;

/** Reads `1536 MiB` back, for the round trips. */
function read(text: string, units: Readonly<Record<string, number>>): number {
  const [amount, unit] = text.split(' ');
  return Number(amount) * (units[unit ?? ''] ?? NaN);
}

describe('units', () => {
  it('say themselves so that the same value can be read back', () => {
    fc.assert(
      fc.property(wholes, (n) => {
        expect(read(Size.bytes(n).toString(), bytesOf)).toBe(n);
        expect(read(Duration.milliseconds(n).toString(), millisecondsOf)).toBe(n);
        expect(read(DataRate.bytesPerSecond(n).toString(), bytesPerSecondOf)).toBeCloseTo(n, 3);
        expect(read(Cpu.millicores(n).toString(), { cores: 1_000 })).toBeCloseTo(n, 3);
      }),
    );
  });

  it('are what Kubernetes reads: quantities', () => {
    expect([Size.gibibytes(100), Size.mebibytes(1536), Size.bytes(5)].map((size) => size.toQuantity())).toEqual([
      '100Gi',
      '1536Mi',
      '5',
    ]);
    expect([Cpu.cores(2), Cpu.cores(0.25), Cpu.millicores(1500)].map((cpu) => cpu.toQuantity())).toEqual([
      '2',
      '250m',
      '1500m',
    ]);
  });

  it('choose the largest unit that a rate reaches', () => {
    expect([999, 1_000, 999_999, 1_000_000].map((n) => DataRate.bytesPerSecond(n).toString())).toEqual([
      '999 B/s',
      '1 kB/s',
      '999.999 kB/s',
      '1 MB/s',
    ]);
  });

  it('add, multiply and compare', () => {
    expect(Size.mebibytes(512).plus(Size.mebibytes(512))).toEqual(Size.gibibytes(1));
    expect(Size.bytes(3).times(0.5)).toEqual(Size.bytes(2));
    expect(Cpu.millicores(250).times(3)).toEqual(Cpu.millicores(750));
    expect(DataRate.kilobytesPerSecond(1).over(Duration.minutes(1))).toEqual(Size.bytes(60_000));
    expect(Duration.minutes(1).compare(Duration.seconds(59))).toBeGreaterThan(0);
  });

  it.each([
    ['a fraction of a byte', () => Size.bytes(0.5)],
    ['a negative size', () => Size.gibibytes(-1)],
    ['no number', () => Size.bytes(NaN)],
    ['more than can be said exactly', () => Size.tebibytes(2 ** 20)],
    ['a fraction of a millisecond', () => Duration.milliseconds(0.1)],
    ['a negative duration', () => Duration.days(-1)],
    ['a fraction of a thousandth of a core', () => Cpu.millicores(0.5)],
    ['a negative rate', () => DataRate.bytesPerSecond(-1)],
  ])('reject %s', (_what, make) => {
    expect(make).toThrow(UnitError);
  });

  it('reject a conversion that would lose something', () => {
    expect(() => Size.bytes(1).toMebibytes()).toThrow('Size: got 1 B; allowed: a whole number of MiB');
    expect(() => Size.mebibytes(1).toGibibytes()).toThrow(UnitError);
    expect(() => Duration.milliseconds(1_500).toSeconds()).toThrow(UnitError);
    expect(Size.gibibytes(2).toMebibytes()).toBe(2_048);
    expect(Duration.minutes(2).toSeconds()).toBe(120);
  });
});
