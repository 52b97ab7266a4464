/** Grafana's units as Grafana writes them, of those that our dashboards have. */

interface Scale {
  /** The largest first. */
  readonly factors: readonly (readonly [factor: number, suffix: string])[];
}

const thousands = (suffix: string): Scale => ({
  factors: [
    [1e9, ` B${suffix}`],
    [1e6, ` M${suffix}`],
    [1e3, ` K${suffix}`],
    [1, suffix],
  ],
});
const counted: Scale = {
  factors: [
    [1e9, ' Bil'],
    [1e6, ' Mil'],
    [1e3, ' K'],
    [1, ''],
  ],
};
const seconds: Scale['factors'] = [
  [604_800, ' weeks'],
  [86_400, ' days'],
  [3_600, ' hours'],
  [60, ' mins'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
];

const scales: Readonly<Record<string, Scale>> = {
  short: counted,
  mps: thousands(' msg/s'),
  reqps: thousands(' req/s'),
  cps: thousands(' c/s'),
  percentunit: { factors: [[0.01, '%']] },
  s: { factors: seconds },
  ms: { factors: seconds.map(([factor, suffix]) => [factor * 1e3, suffix] as const) },
  bytes: {
    factors: [
      [1024 ** 3, ' GiB'],
      [1024 ** 2, ' MiB'],
      [1024, ' KiB'],
      [1, ' B'],
    ],
  },
  Bps: {
    factors: [
      [1e9, ' GB/s'],
      [1e6, ' MB/s'],
      [1e3, ' kB/s'],
      [1, ' B/s'],
    ],
  },
};

function factorsOf(unit: string): Scale['factors'] {
  const scale = scales[unit];
  if (scale !== undefined) return scale.factors;
  throw new Error(`no picture knows Grafana's unit '${unit}'; it knows ${Object.keys(scales).join(', ')}, bool_yes_no`);
}

/** What a value is divided by before it is written, and what follows it. */
export function scaleOf(unit: string, value: number): readonly [factor: number, suffix: string] {
  const factors = factorsOf(unit);
  const smallest = factors.at(-1) ?? [1, ''];
  const one = factors.find(([factor]) => factor === 1) ?? smallest;
  return value === 0 ? one : (factors.find(([factor]) => Math.abs(value) >= factor) ?? smallest);
}

/** Three digits, more only before the point. */
const digits = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** A value beside an axis, all of which are written on the scale of the largest. */
export function tickText(unit: string, value: number, largest: number): string {
  const [factor, suffix] = scaleOf(unit, largest);
  return `${digits(value / factor)}${suffix}`;
}

/** A value in large letters. */
export function figureText(unit: string, value: number): string {
  if (unit === 'bool_yes_no') return value === 0 ? 'No' : 'Yes';
  return tickText(unit, value, value);
}
