import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wholeSignalsPage } from '../../../../local/observability/signals-page';
import { allSignals } from '../../../../modules/monitoring/signals';
import { signalsPage } from '../../../../modules/monitoring/signals/document';

const rowsOf = (page: string): string[][] =>
  page
    .split('\n')
    .filter((line) => /<br>`[a-z-]+` \|/.test(line))
    .map((line) =>
      line
        .replace(/^\| | \|$/g, '')
        .split(/(?<!\\) \| /)
        .map((cell) => cell.trim()),
    );

describe('docs/signals.md', () => {
  it('is what signals, dashboards and alerts say', () => {
    expect(readFileSync(join(__dirname, '../../../../docs/signals.md'), 'utf8')).toBe(wholeSignalsPage());
  });
});

describe('the page of signals', () => {
  it('has each signal once, with its unit, its meaning and where it is from', () => {
    const rows = rowsOf(signalsPage());
    expect(rows.map(([signal]) => /`(.+)`/.exec(signal ?? '')?.[1])).toEqual(allSignals.map(({ name }) => name));
    expect(rows.find(([signal]) => signal?.includes('`group-lag-seconds`'))).toEqual([
      'Lag in seconds<br>`group-lag-seconds`',
      'seconds',
      expect.stringContaining('How long ago'),
      '`consumergroup`, `topic`',
      'Kafka Exporter',
      'compose',
    ]);
    expect(rows.find(([signal]) => signal?.includes('`brokers-up`'))?.slice(3)).toEqual([
      '—',
      'Kafka brokers and controllers; else Kafka Exporter',
      'laptop, compose',
    ]);
  });

  it('names dashboards and alerts where it is told them', () => {
    const page = signalsPage({
      shownOn: ({ name }) => (name === 'brokers-up' ? ['Overview', 'Brokers'] : []),
      alertsOf: ({ name }) => (name === 'brokers-up' ? ['BrokerAway'] : []),
    });
    const rows = rowsOf(page);
    expect(rows.find(([signal]) => signal?.includes('`brokers-up`'))?.slice(-2)).toEqual([
      'Overview, Brokers',
      'BrokerAway',
    ]);
    expect(
      rows.find(([signal]) => signal?.includes('`voters`') || signal?.includes('`quorum-voters`'))?.slice(-2),
    ).toEqual(['—', '—']);
  });
});
