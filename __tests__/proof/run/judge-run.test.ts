import type { StoredRecord, WriterEntry } from '../../../proof/ledger/entries';
import { inputOf } from '../../../proof/run/judge-run';

const id = (number: number): `${string}:${number}` => `w.1.0:${number}`;
const attempted = (number: number): WriterEntry => ({ kind: 'attempted', at: 10 * number, id: id(number) });
const stored = (...numbers: number[]): StoredRecord[] =>
  numbers.map((number) => ({ topic: 'ledger.direct', partition: 0, offset: number, id: id(number) }));
const outcomes = (entries: readonly WriterEntry[]): string[] =>
  entries.filter(({ kind }) => kind !== 'attempted').map(({ kind, id: of }) => `${of.split(':')[1]} ${kind}`);

describe('what a copier is judged by', () => {
  it('is what is there to be copied, whatever the writer was told of it', () => {
    const writes: WriterEntry[] = [
      ...[0, 1, 2, 3, 4].map(attempted),
      { kind: 'acknowledged', at: 50, id: id(0), partition: 3, offset: 7 },
      { kind: 'unknown', at: 51, id: id(1), code: 'KAFKA_OUTCOME_UNKNOWN' },
      { kind: 'unknown', at: 52, id: id(2), code: 'KAFKA_OUTCOME_UNKNOWN' },
      { kind: 'refused', at: 53, id: id(3), code: 'KAFKA_UNAVAILABLE' },
    ];
    // 1 was stored although nobody was told; 4 was never answered, and is there.
    const input = inputOf(writes, stored(0, 1, 4));
    expect(outcomes(input).sort()).toEqual([
      '0 acknowledged',
      '1 acknowledged',
      '2 unknown',
      '3 refused',
      '4 acknowledged',
    ]);
    expect(input.filter(({ kind }) => kind === 'attempted')).toHaveLength(5);
  });
});
