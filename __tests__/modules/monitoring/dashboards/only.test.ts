import { createRequire } from 'node:module';
import type { LRParser } from '@lezer/lr';
import { only } from '../../../../modules/monitoring/dashboards/only';
import { signals } from '../../../../modules/monitoring/signals';
import { metric } from '../../../../modules/monitoring/signals/query';
import type { Signal } from '../../../../modules/monitoring/signals/signal';
import { eksServices } from './services';

// Its types are those of an ES module, which it is only for who imports it.
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as { readonly parser: LRParser };

type SyntaxNode = ReturnType<LRParser['parse']>['topNode'];

const textOf = ({ expressions: [best] }: Signal): string => best('5m').text;

const made = (expression: Signal['expressions'][0]) =>
  ({
    name: 'made-up',
    title: 'Made up',
    meaning: 'Made up.',
    unit: 'count',
    kind: 'amount',
    group: 'topics',
    by: ['topic'],
    expressions: [expression],
  }) as const satisfies Signal;

describe('only', () => {
  it('selects in every part of an expression', () => {
    expect(textOf(only(signals.services.queueFill, { service: 'producer' }))).toBe(
      'max by (service) (max by (service, pod) (producer_queue_bytes{service="producer"}) / ' +
        '(max by (service, pod) (producer_queue_limit_bytes{service="producer"}) > 0))',
    );
  });

  it('keeps what was selected before', () => {
    expect(textOf(only(signals.services.httpLatency, { service: 'producer' }))).toContain(
      'http_request_duration_seconds_bucket{service="producer", route!~',
    );
  });

  it('takes several values literally', () => {
    expect(textOf(only(signals.services.produced, { topic: ['a.b', 'c'] }))).toContain('{topic=~"a\\\\.b|c"}');
    expect(textOf(only(signals.services.produced, { topic: 'a.b' }))).toContain('{topic="a.b"}');
  });

  it('asks the brokers for a topic as they write it: with underscores for dots', () => {
    expect(textOf(only(signals.topics.topicSize, { topic: ['a.b', 'c'] }))).toBe(
      'sum by (topic) (kafka_log_log_size{topic=~"a_b|c"})',
    );
    expect(textOf(only(signals.topics.topicSize, { topic: 'a.b' }))).toBe(
      'sum by (topic) (kafka_log_log_size{topic="a_b"})',
    );
  });

  it('leaves alone what has no such label', () => {
    const text = textOf(only(signals.groups.groupLagSeconds, { consumergroup: 'consumer' }));
    expect(text).toContain('kafka_consumergroup_lag{consumergroup="consumer"}');
    expect(text).toContain('kafka_topic_partition_current_offset[10m]');
  });

  it('takes a metric for no other whose name begins alike, and no text for a metric', () => {
    const both = made(() =>
      metric('consumer_lag', { topic: { not: 'consumer_lag' } })
        .max('topic')
        .over(metric('consumer_lag_seconds').max('topic')),
    );
    expect(textOf(only(both, { topic: 'posts' }))).toBe(
      'max by (topic) (consumer_lag{topic="posts", topic!="consumer_lag"}) / max by (topic) (consumer_lag_seconds{topic="posts"})',
    );
  });

  it('narrows every source, and leaves out of the name of a line what is the same in all', () => {
    const { expressions, by } = only(signals.topics.messagesIn, { topic: 'posts' });
    expect(expressions).toHaveLength(2);
    for (const expression of expressions) expect(expression('5m').text).toContain('{topic="posts"');
    expect(by).toEqual([]);
    expect(only(signals.topics.messagesIn, { topic: ['posts', 'other'] }).by).toEqual(['topic']);
  });

  it('rejects a label that the signal has not', () => {
    // @ts-expect-error -- `by` of the signal has no such label
    const strange = only(signals.topics.topicSize, { consumergroup: 'consumer' });
    expect(() => textOf(strange)).toThrow(/has the label 'consumergroup'/);
  });
});

/** Parts of an expression around a selector, from the inside out. */
function around(node: SyntaxNode): SyntaxNode[] {
  return node.parent === null ? [] : [node.parent, ...around(node.parent)];
}

/** Selecting first is selecting last only where each aggregation keeps the label and nothing becomes a scalar. */
function losses(text: string, label: string): string[] {
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector' || !text.slice(node.from, node.to).includes(`${label}=`)) return;
      for (const part of around(node)) {
        const modifier = part.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
        const kept = modifier.map(({ from, to }) => text.slice(from, to));
        if (part.name === 'AggregateExpr' && !kept.includes(label)) found.push(text.slice(part.from, part.to));
        const called = part.getChild('FunctionIdentifier');
        if (called && /^(scalar|absent)$/.test(text.slice(called.from, called.to)))
          found.push(text.slice(part.from, part.to));
      }
    },
  });
  return found;
}

describe('what is selected on a service’s dashboard', () => {
  const narrowed = eksServices.flatMap((content) =>
    content.rows.flatMap(({ views }) => views.map(({ signal }) => signal)),
  );
  const texts = narrowed.flatMap(({ expressions }) => expressions.map((expression) => expression('5m').text));

  it('is selected by a label that lives to the end', () => {
    expect(texts.length).toBeGreaterThan(50);
    for (const text of texts) {
      const labels = ['service', 'topic', 'consumergroup'].filter((label) => new RegExp(`\\b${label}=~?"`).test(text));
      expect([text, labels.length > 0]).toEqual([text, true]);
      for (const label of labels) expect([text, losses(text, label)]).toEqual([text, []]);
    }
  });

  it('would be found if it did not', () => {
    expect(losses('sum (up{service="a"})', 'service')).toEqual(['sum (up{service="a"})']);
    expect(losses('scalar(up{service="a"})', 'service')).toEqual(['scalar(up{service="a"})']);
  });
});
