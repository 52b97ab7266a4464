import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageWith } from '../../../local/capacity/page';
import { renderPicture } from '../../../local/capacity/picture';
import { shownOf, timesOf } from '../../../local/capacity/shown';
import { renderPlan } from '../../../local/capacity/table';
import { environments } from '../../../environments';
import { costOf } from '../../../model/capacity/cost';
import { planOf } from '../../../model/capacity/plan';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { DataRate, Size } from '../../../model/units';
import { withChanges } from '../../model/with-changes';

function eks(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const environment = resolve(withChanges<EnvironmentSpec>(environments['eks-prod'], changes));
  if (!isOn(environment, 'eks')) throw new Error('eks-prod is not on EKS');
  return environment;
}

const lineOf = (environment: EnvironmentOn<'eks'>, what: string, times = 1): number | undefined =>
  costOf(environment, times).lines.find((line) => line.what === what)?.perMonth;

describe('docs/capacity.md', () => {
  it('has the table as it is printed', () => {
    const page = readFileSync(join(__dirname, '../../../docs/capacity.md'), 'utf8');
    expect(page).toBe(pageWith(page, renderPlan(shownOf('eks-prod'))));
  });

  it('rejects a page without a place for it', () => {
    expect(() => pageWith('# Capacity', 'table')).toThrow('lacks the lines');
  });
});

describe('a month', () => {
  it('is the sum of its lines, each with how it comes about', () => {
    const { lines, total, kafka } = costOf(eks());
    expect(lines.reduce((sum, { perMonth }) => sum + perMonth, 0)).toBeCloseTo(total);
    expect(lines.every(({ detail, perMonth }) => detail !== '' && perMonth >= 0)).toBe(true);
    expect(new Set(lines.map(({ what }) => what)).size).toBe(lines.length);
    expect(kafka).toBeLessThan(total);
  });

  it('has volumes faster than included, gateways and load balancers as the environment has them', () => {
    const other = eks({
      'platform/network': { natGateways: 'shared' },
      'platform/clientCidrs': [],
      'kafka/volume': { size: Size.gibibytes(1000), throughput: DataRate.megabytesPerSecond(1_000) },
    });
    // 1,000 MB/s need 4,000 IOPS.
    expect(lineOf(other, 'Throughput above 125 MB/s')).toBeCloseTo(3 * 875 * 0.04);
    expect(lineOf(other, 'IOPS above 3,000')).toBeCloseTo(3 * 1_000 * 0.005);
    expect(lineOf(other, 'NAT gateways')).toBeCloseTo(730 * 0.045 + 50 * 0.045);
    expect(lineOf(other, 'Load balancers')).toBe(0);
    expect(lineOf(eks(), 'Load balancers')).toBeCloseTo(4 * 730 * (0.0225 + 0.006));
    expect(lineOf(eks(), 'Interface endpoints')).toBeCloseTo(18 * 7.3 + 1);
  });

  it('has the detailed monitoring of every node: seven metrics of 0.30 each', () => {
    const other = eks({ 'platform/appNodes': { instanceType: 'm6i.large', least: 4, most: 8 } });
    expect(lineOf(other, 'Detailed monitoring: kafka')).toBeCloseTo(3 * 2.1);
    expect(lineOf(other, 'Detailed monitoring: system')).toBeCloseTo(3 * 2.1);
    expect(lineOf(other, 'Detailed monitoring: apps')).toBeCloseTo(4 * 2.1);
  });

  it("has the monitoring's volumes, and logs when they come and while they are kept", () => {
    expect(lineOf(eks(), "Monitoring's volumes")).toBeCloseTo((50 + 1 + 50 + 20) * 0.08);
    const metricsAlone = eks({ 'platform/logs': 'none', 'platform/traces': 'none' });
    expect(lineOf(metricsAlone, "Monitoring's volumes")).toBeCloseTo((50 + 1) * 0.08);
    expect(lineOf(eks(), 'Logs: control plane, flows')).toBeCloseTo(50 * 0.5);
    expect(lineOf(eks(), 'Logs that are kept')).toBeCloseTo(12 * 50 * 0.03);
  });

  it('has a key for secrets, one for flow logs, and one for tiered storage where there is some', () => {
    const pluginImage = `registry.example/plugin@sha256:${'a'.repeat(64)}`;
    expect(lineOf(eks(), 'KMS keys')).toBe(2);
    expect(lineOf(eks({ 'platform/tieredStorage': { pluginImage } }), 'KMS keys')).toBe(3);
  });

  it('grows with the load only where traffic is billed', () => {
    const environment = eks();
    const [one, ten] = [costOf(environment).lines, costOf(environment, 10).lines];
    one.forEach((line, index) => {
      expect(ten[index]?.perMonth).toBeCloseTo(line.perMonth * (line.part === 'traffic' ? 10 : 1), 6);
    });
  });

  it('is compared with the smallest MSK that carries it, and with none when none does', () => {
    expect(costOf(eks()).msk).toMatchObject({
      size: 'large',
      brokers: 3,
      brokersPerMonth: 3 * 0.204 * 730,
      storagePerMonth: 300,
    });
    expect(costOf(eks(), 1_000).msk).toBeUndefined();
  });
});

describe('a plan', () => {
  it('names the limit that ends growth, and breaks there', () => {
    const { growth } = planOf(eks());
    expect(growth.limit).toBe('volume-size');
    const over = (times: number) =>
      planOf(eks(), times).limits['zone-lost'].filter(({ utilisation, allowed }) => utilisation > allowed);
    expect(over(growth.factor * 0.99)).toEqual([]);
    expect(over(growth.factor * 1.01).map(({ name }) => name)).toEqual(['volume-size']);
  });

  it('says in table and picture what is too much', () => {
    const shown = shownOf('eks-prod', 100);
    const flagged = renderPlan(shown)
      .split('\n')
      .filter((line) => line.includes('TOO MUCH'));
    expect(flagged.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'Volume throughput',
      'Volume size',
      'Instance EBS bandwidth',
      'Network in',
      'Network out',
    ]);
    expect(renderPicture(shown).match(/class="bad"/g)).toHaveLength(10);
    expect(renderPicture(shownOf('eks-prod')).includes('class="bad"')).toBe(false);
  });

  it('draws no bar beyond its track, and every text inside of the picture', () => {
    for (const times of [1, 100, 10_000]) {
      const picture = renderPicture(shownOf('eks-prod', times));
      const bars = [...picture.matchAll(/<rect x="220" y="[\d.]+" width="([\d.]+)"/g)].map(([, width]) =>
        Number(width),
      );
      expect(bars.length).toBeGreaterThan(30);
      expect(Math.max(...bars)).toBe(480);
      const height = Number(/height="(\d+)"/.exec(picture)?.[1]);
      const texts = [...picture.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
      expect(Math.max(...texts)).toBeLessThan(height);
    }
  });

  it('says that another region costs something else', () => {
    const environment = eks({
      'platform/region': 'eu-west-1',
      'platform/zones': ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    });
    const table = renderPlan({ environment, times: 1, plan: planOf(environment), cost: costOf(environment) });
    expect(table).toContain('It stands in eu-west-1, which costs something else');
    expect(renderPlan(shownOf('eks-prod'))).not.toContain('something else');
  });
});

describe('the command', () => {
  it.each(['0', '-1', 'ten', 'Infinity', '20000', ''])('rejects %p as a factor', (text) => {
    expect(() => timesOf(text)).toThrow(expect.objectContaining({ code: 'CAPACITY_TIMES_INVALID' }) as Error);
  });

  it('rejects an environment that is unknown, and one that nobody bills', () => {
    expect(() => shownOf('nowhere')).toThrow(
      expect.objectContaining({ code: 'CAPACITY_ENVIRONMENT_UNKNOWN' }) as Error,
    );
    expect(() => shownOf('minikube')).toThrow(expect.objectContaining({ code: 'CAPACITY_WRONG_PLATFORM' }) as Error);
  });
});
