import { bucketOf, metric, partOf, quantile, scalar } from '../../../../modules/monitoring/signals/query';
import { ParsedExpression } from './promql';

const lag = metric('consumer_lag');

describe('a query', () => {
  it('selects by equality, inequality and patterns, with quotes and backslashes escaped', () => {
    const selected = metric('dead_letters_total', {
      topic: 'a"b',
      reason: { not: '' },
      service: { matches: 'c\\d+' },
      pod: { matchesNot: 'x|y' },
    });
    expect(selected.text).toBe('dead_letters_total{topic="a\\"b", reason!="", service=~"c\\\\d+", pod!~"x|y"}');
    expect(() => new ParsedExpression(selected.text)).not.toThrow();
  });

  it('keeps the order of operations in which it was written', () => {
    expect(lag.sum().minus(lag.min()).over(lag.max().plus(1)).text).toBe(
      '(sum (consumer_lag) - min (consumer_lag)) / (max (consumer_lag) + 1)',
    );
    expect(lag.sum().minus(1).noLessThan(0).text).toBe('clamp_min(sum (consumer_lag) - 1, 0)');
    expect(lag.sum().above(0).changes('5m').text).toBe('changes((sum (consumer_lag) > 0)[5m:1m])');
  });

  it('joins two sides by labels', () => {
    const joined = lag.sum('service', 'topic').over(lag.sum('topic'), { on: ['topic'], groupLeft: [] });
    expect(joined.text).toBe(
      'sum by (service, topic) (consumer_lag) / on (topic) group_left () sum by (topic) (consumer_lag)',
    );
    expect(new ParsedExpression(joined.text).labels()).toEqual(['service', 'topic']);
  });

  it('knows every metric it reads and who has it', () => {
    const both = lag.sum('topic').over(metric('kafka_topic_partitions').sum('topic'));
    expect([...both.metrics]).toEqual(['consumer_lag', 'kafka_topic_partitions']);
    expect([...both.exporters]).toEqual(['services', 'kafka-exporter']);
    expect([...scalar(both).exporters]).toEqual(['services', 'kafka-exporter']);
  });

  it('counts what a series began with when it began within the window', () => {
    const counted = metric('loki_discarded_samples_total', { reason: 'a' }).counted('15m');
    const series = 'loki_discarded_samples_total{reason="a"}';
    expect(counted.text).toBe(
      `((${series} unless ${series} offset 15m) and on () count (up offset 15m)) or increase(${series}[15m])`,
    );
    expect(new ParsedExpression(counted.sum('reason').text).labels()).toEqual(['reason']);
  });

  it('takes a quantile over the buckets, a part of a histogram, and one bucket as both Prometheus write it', () => {
    expect(quantile(0.99, 'http_request_duration_seconds', '5m', ['service'], { method: 'POST' }).text).toBe(
      'histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket{method="POST"}[5m])))',
    );
    expect(partOf('jvm_gc_collection_seconds', 'count').text).toBe('jvm_gc_collection_seconds_count');
    expect(bucketOf('http_request_duration_seconds', 0.5).text).toBe('http_request_duration_seconds_bucket{le="0.5"}');
    expect(bucketOf('http_request_duration_seconds', 1).text).toBe(
      'http_request_duration_seconds_bucket{le=~"1([.]0)?"}',
    );
  });
});

describe('the reader of PromQL that the tests of signals use', () => {
  it.each([
    ['rate(consumer_lag', /no PromQL/],
    ['sum by (colour) (consumer_lag)', /no series has colour/],
    ['sum by (topic) (consumer_lag) / sum by (service) (consumer_lag)', /never matches/],
    ['histogram_quantile(0.9, sum by (topic) (event_production_duration_seconds_bucket))', /needs le/],
  ])('refuses %s', (text, words) => {
    expect(() => new ParsedExpression(text).labels()).toThrow(words);
  });

  it('refuses a metric that no exporter has', () => {
    expect(() => new ParsedExpression('sum (kafka_nonsense)').families()).toThrow('no exporter has the series');
    expect(() => new ParsedExpression('consumer_lag_bucket').families()).toThrow('no exporter has the series');
  });
});
