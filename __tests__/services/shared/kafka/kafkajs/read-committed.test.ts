import type Broker from 'kafkajs/src/broker';
import { hideAborted } from '../../../../../services/shared/kafka/kafkajs/read-committed';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

function record(offset: number, producerId: string, inTransaction = true): Broker.FetchedMessage {
  return { offset: String(offset), key: null, isControlRecord: false, batchContext: { producerId, inTransaction } };
}

function marker(offset: number, producerId: string, key: Buffer): Broker.FetchedMessage {
  return { offset: String(offset), key, isControlRecord: true, batchContext: { producerId, inTransaction: true } };
}

/** Offsets that a handler gets to see. */
function visible(
  messages: readonly Broker.FetchedMessage[],
  abortedTransactions: readonly { producerId: string; firstOffset: string }[] | null,
): number[] {
  const partition: Broker.FetchedPartition = { messages, abortedTransactions };
  hideAborted(partition);
  expect(partition.abortedTransactions ?? []).toEqual([]);
  return messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
}

describe('hideAborted', () => {
  it('hides overlapping aborted transactions, listed in the order in which they ended', () => {
    const messages = [
      record(0, 'a'),
      record(1, 'b'),
      record(2, 'c'),
      marker(3, 'b', ABORT),
      marker(4, 'a', ABORT),
      marker(5, 'c', COMMIT),
    ];
    const aborted = [
      { producerId: 'b', firstOffset: '1' },
      { producerId: 'a', firstOffset: '0' },
    ];
    expect(visible(messages, aborted)).toEqual([2]);
  });

  it('hides all of several that began before the first record that was fetched', () => {
    const messages = [record(10, 'b'), record(11, 'a'), marker(12, 'a', ABORT), marker(13, 'b', ABORT)];
    const aborted = [
      { producerId: 'a', firstOffset: '3' },
      { producerId: 'b', firstOffset: '4' },
    ];
    expect(visible(messages, aborted)).toEqual([]);
  });

  it("shows the same producer's next transaction, and what it wrote outside of one", () => {
    const messages = [
      record(0, 'a'),
      marker(1, 'a', ABORT),
      record(2, 'a'),
      marker(3, 'a', COMMIT),
      record(4, 'a', false),
    ];
    expect(visible(messages, [{ producerId: 'a', firstOffset: '0' }])).toEqual([2, 4]);
  });

  it('hides an aborted one that follows a committed one of the same producer', () => {
    const messages = [record(0, 'a'), marker(1, 'a', COMMIT), record(2, 'a'), marker(3, 'a', ABORT)];
    expect(visible(messages, [{ producerId: 'a', firstOffset: '2' }])).toEqual([0]);
  });

  it('changes nothing when no transaction was aborted, or the list was not asked for', () => {
    const messages = [record(0, 'a'), marker(1, 'a', COMMIT), record(2, '-1', false)];
    expect(visible(messages, [])).toEqual([0, 2]);
    expect(visible(messages, null)).toEqual([0, 2]);
  });
});
