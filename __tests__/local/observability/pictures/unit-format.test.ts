import { figureText, tickText } from '../../../../local/observability/pictures/unit-format';
import { grafanaUnits } from '../../../../modules/monitoring/dashboards/units';

it.each([
  ['short', 3, '3'],
  ['short', 1_234, '1.23 K'],
  ['percentunit', 0.1234, '12.3%'],
  ['percentunit', 0, '0%'],
  ['s', 0.0971, '97.1 ms'],
  ['s', 90, '1.5 mins'],
  ['s', 172_800, '2 days'],
  ['ms', 1_500, '1.5 s'],
  ['bytes', 1_610_612_736, '1.5 GiB'],
  ['Bps', 15_000, '15 kB/s'],
  ['mps', 39.6, '39.6 msg/s'],
  ['reqps', 2_500, '2.5 K req/s'],
  ['cps', 0.25, '0.25 c/s'],
  ['bool_yes_no', 1, 'Yes'],
  ['bool_yes_no', 0, 'No'],
])('writes %s %d as %s', (unit, value, text) => {
  expect(figureText(unit, value)).toBe(text);
});

it('knows every unit of the dashboards', () => {
  for (const unit of Object.values(grafanaUnits)) expect(figureText(unit, 0)).toMatch(/^(0|No)/);
});

it('rejects a unit that it does not know, with those that it knows', () => {
  expect(() => figureText('fahrenheit', 1)).toThrow("no picture knows Grafana's unit 'fahrenheit'; it knows short, ");
});

it('writes all ticks of an axis on the scale of the largest', () => {
  expect([0, 500, 1_000, 1_500].map((value) => tickText('Bps', value, 1_500))).toEqual([
    '0 kB/s',
    '0.5 kB/s',
    '1 kB/s',
    '1.5 kB/s',
  ]);
});
