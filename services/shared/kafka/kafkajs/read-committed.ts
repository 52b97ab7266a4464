import Broker from 'kafkajs/src/broker';

const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);

/**
 * Takes the records of aborted transactions out, as Kafka's Java client does. KafkaJS 2.2.4 lets some through when
 * several producers write one partition: it takes the brokers' list for sorted by first offset (it is in the order in
 * which the transactions ended), and begins only one aborted transaction at each record.
 */
export function hideAborted(partition: Broker.FetchedPartition): void {
  const aborted = [...(partition.abortedTransactions ?? [])].sort((a, b) =>
    Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)),
  );
  if (aborted.length === 0) return;
  const open = new Set<string>();
  let next = 0;
  for (const message of partition.messages) {
    for (
      let begun = aborted[next];
      begun && BigInt(begun.firstOffset) <= BigInt(message.offset);
      begun = aborted[next]
    ) {
      open.add(begun.producerId);
      next += 1;
    }
    hideOrClose(message, open);
  }
  // Nothing is left for KafkaJS's own filter to judge.
  partition.abortedTransactions = [];
}

function hideOrClose(message: Broker.FetchedMessage, open: Set<string>): void {
  const { batchContext } = message;
  if (batchContext === undefined || !open.has(batchContext.producerId)) return;
  if (message.isControlRecord) {
    if (message.key?.equals(ABORT_MARKER)) open.delete(batchContext.producerId);
    return;
  }
  // Passed over like a control record: it keeps its place, so that the position moves behind it.
  if (batchContext.inTransaction) message.isControlRecord = true;
}

let installed = false;

/** Once for the process: every consumer of this KafkaJS reads what is committed, and nothing else. */
export function installReadCommitted(): void {
  if (installed) return;
  installed = true;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the broker it is asked of
  const { fetch } = Broker.prototype;
  Broker.prototype.fetch = async function (request) {
    const response = await fetch.call(this, request);
    for (const { partitions } of response.responses) for (const partition of partitions) hideAborted(partition);
    return response;
  };
}
