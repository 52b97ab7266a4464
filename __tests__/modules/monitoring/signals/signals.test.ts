import { everyExporter, type ExporterName } from '../../../../modules/monitoring/signals/catalog';
import { allSignals, signals } from '../../../../modules/monitoring/signals';
import type { Window } from '../../../../modules/monitoring/signals/query';
import { expressionFor, type Signal } from '../../../../modules/monitoring/signals/signal';
import { ParsedExpression } from './promql';

const windows: readonly Window[] = ['$__rate_interval', '5m'];
const written = allSignals.flatMap((signal) =>
  windows.flatMap((window) =>
    signal.expressions.map((expression, source) => ({ signal, source, window, query: expression(window) })),
  ),
);
const titled = written.map(({ signal, source, window, query }) => ({
  title: `${signal.name}, source ${source}, ${window}`,
  signal,
  query,
}));

describe.each(titled)('$title', ({ signal, query }) => {
  it('is PromQL over what the catalog has', () => {
    const families = new ParsedExpression(query.text).families();
    expect([...families].sort()).toEqual([...query.metrics].sort());
    expect(families.size).toBeGreaterThan(0);
  });

  it('has a line for each of what the signal says, and its sides match', () => {
    expect(new ParsedExpression(query.text).labels()).toEqual([...signal.by].sort());
  });
});

describe('signals', () => {
  it('have names of their own, spelled alike', () => {
    const names = allSignals.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('stand in the group that they say they are of', () => {
    for (const [group, members] of Object.entries(signals))
      for (const signal of Object.values<Signal>(members))
        expect([signal.name, signal.group]).toEqual([signal.name, group]);
  });

  it('say what they mean in sentences', () => {
    for (const { title, meaning } of allSignals) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(meaning).toMatch(/^\S.*\.$/s);
    }
  });
});

describe('expressionFor', () => {
  const textFor = (signal: Signal, ...scraped: ExporterName[]): string | undefined =>
    expressionFor(signal, new Set(scraped))?.('5m').text;
  const { underReplicated } = signals.brokers;

  it('takes the best source that is scraped', () => {
    expect(textFor(underReplicated, ...everyExporter)).toBe(
      'sum (kafka_server_replicamanager_underreplicatedpartitions)',
    );
    expect(textFor(underReplicated, 'kafka-exporter')).toBe('sum (kafka_topic_partition_under_replicated_partition)');
  });

  it('has none where no source is scraped', () => {
    expect(textFor(underReplicated, 'services', 'prometheus')).toBeUndefined();
  });
});
