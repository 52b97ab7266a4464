import { collectDefaultMetrics, Counter, Registry } from 'prom-client';
import { DurationHistogram } from '../../../../services/shared/measuring/duration-histogram';
import { metricsPage, prefersOpenMetrics } from '../../../../services/shared/measuring/open-metrics';
import { Tally } from '../../../../services/shared/measuring/tally';

describe('the format of the metrics page', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,*/*;q=0.8', false],
    ['application/openmetrics-text', true],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      true,
    ],
    ['text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0.4', false],
    ['application/openmetrics-text;q=0', false],
    ['application/openmetrics-text;q=nonsense', false],
  ])('for Accept %j is OpenMetrics: %j', (accept, expected) => {
    expect(prefersOpenMetrics(accept)).toBe(expected);
  });

  it('renames no metric for good, however often and in whichever order both are asked for', async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    new Counter({ name: 'things_total', help: 'Things', registers: [registry] }).inc(3);
    new Tally({ name: 'others_total', help: 'Others', labelNames: ['kind'], registry }).inc({ kind: 'a' });
    const text = async () => (await metricsPage(registry, undefined)).text;
    const open = async () => (await metricsPage(registry, 'application/openmetrics-text')).text;
    for (const page of [await open(), await text(), await open(), await text()]) {
      expect(page).toMatch(/^things_total 3$/m);
      expect(page).toMatch(/^others_total\{kind="a"\} 1$/m);
      expect(page).toMatch(/^process_cpu_user_seconds_total \d/m);
    }
    expect(await open()).toMatch(/^# TYPE things counter$/m);
    expect(await text()).toMatch(/^# TYPE things_total counter$/m);
    registry.clear();
  });
});

describe('a histogram of durations', () => {
  it('counts each observation in its bucket and all above, as prom-client’s own does', async () => {
    const registry = new Registry();
    const histogram = new DurationHistogram({
      name: 'd',
      help: 'h',
      labelNames: ['a', 'b'],
      buckets: [1, 2],
      registry,
    });
    for (const seconds of [0.5, 1, 1.5, 9]) histogram.observe({ a: 'x', b: 'y' }, seconds);
    histogram.observe({ a: 'x', b: 'z' }, 2);
    expect((await registry.metrics()).split('\n').filter((line) => !line.startsWith('#') && line !== '')).toEqual([
      'd_bucket{le="1",a="x",b="y"} 2',
      'd_bucket{le="2",a="x",b="y"} 3',
      'd_bucket{le="+Inf",a="x",b="y"} 4',
      'd_sum{a="x",b="y"} 12',
      'd_count{a="x",b="y"} 4',
      'd_bucket{le="1",a="x",b="z"} 0',
      'd_bucket{le="2",a="x",b="z"} 1',
      'd_bucket{le="+Inf",a="x",b="z"} 1',
      'd_sum{a="x",b="z"} 2',
      'd_count{a="x",b="z"} 1',
    ]);
  });

  it('keeps the last example of each bucket', async () => {
    const registry = new Registry();
    const histogram = new DurationHistogram({ name: 'd', help: 'h', labelNames: ['a'], buckets: [1], registry });
    histogram.observe({ a: 'x' }, 0.25, { trace_id: 'first' });
    histogram.observe({ a: 'x' }, 0.5, { trace_id: 'second' });
    histogram.observe({ a: 'x' }, 0.75);
    histogram.observe({ a: 'x' }, 5, { trace_id: 'slow' });
    const { text } = await metricsPage(registry, 'application/openmetrics-text');
    expect(text).toMatch(/^d_bucket\{le="1",a="x"\} 3 # \{trace_id="second"\} 0.5 \d+(\.\d+)?$/m);
    expect(text).toMatch(/^d_bucket\{le="\+Inf",a="x"\} 4 # \{trace_id="slow"\} 5 \d+(\.\d+)?$/m);
    expect(text).not.toContain('first');
  });
});
