import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../../services/shared/kafka');

/**
 * The proof's clock-jump once left every lane waiting for a day: a spacing of 4 ms had been counted on a clock that was
 * set back. Only what a record carries is the time of day.
 */
it('reads the time of day for the timestamps of records alone', () => {
  const readers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => /\bDate\.now\b|new Date\(/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(readers.sort()).toEqual([
    'kafkajs/lane-record.ts: timestamp: Date.now(),',
    expect.stringMatching(/^rdkafka\/producer-session.ts: this.producer.produce\(.*Date\.now\(\)/),
    expect.stringMatching(/^rdkafka\/transactional-partition.ts: producer.produce\(.*Date\.now\(\)/),
  ]);
});
