/**
 * A consumer in a process of its own, to be killed. Tells its parent each record it handled.
 * Arguments: group | transactional, bootstrap servers, group, input topic, reply topic, and the signal it gives itself
 * in its first transaction, after the replies and the position were sent and before the commit. What became of that
 * commit it tells as "commit: ...".
 */
import { Kafka, type Transaction } from 'kafkajs';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';

const [mode, bootstrapServers = '', group = '', topic = '', replyTopic = '', signal = 'SIGKILL'] =
  process.argv.slice(2);
const quiet = (): void => undefined;
const engine = createKafkaJsEngine({
  bootstrapServers,
  clientId: 'child',
  security: { protocol: 'PLAINTEXT' },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
});
const spec = { group, topics: [topic], sessionTimeoutMs: 3_000, commitIntervalMs: 200 };
const tell = (value: Buffer | null): void => void process.send?.(value?.toString() ?? '');
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

let halted = false;

/** Makes the first commit of this process wait for its death or its resumption. */
function haltInCommit(): void {
  const original = Kafka.prototype.producer;
  Kafka.prototype.producer = function producer(config) {
    const made = original.call(this, config);
    const transaction = made.transaction;
    made.transaction = async (): Promise<Transaction> => {
      const begun = await transaction();
      const commit = begun.commit;
      begun.commit = (): Promise<void> => (halted ? commit() : haltedCommit(commit));
      return begun;
    };
    return made;
  };
}

async function haltedCommit(commit: () => Promise<void>): Promise<void> {
  halted = true;
  await new Promise((told) => process.send?.('halted', told));
  process.kill(process.pid, signal);
  try {
    await commit();
    process.send?.('commit: done');
  } catch (error) {
    process.send?.(`commit: ${(error as { type?: string }).type ?? String(error)}`);
    throw error;
  }
}

if (mode === 'group') {
  const consumer = engine.consumer(spec, async ({ value }) => {
    await rest();
    tell(value);
  });
  void consumer.start();
} else {
  haltInCommit();
  const consumer = engine.transactional(
    { ...spec, transactionalIdPrefix: group, maxRecordsPerTransaction: 10, transactionTimeoutMs: 120_000 },
    ({ key, value }) => {
      tell(value);
      return Promise.resolve([{ topic: replyTopic, key, value }]);
    },
  );
  void consumer.start();
}
