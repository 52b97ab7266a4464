import type { ConsumerObserver, KafkaLogger } from '../../services/shared/kafka/ports';
import { stampNow } from '../ledger/entries';
import type { Agent, AgentParts } from './agent';
import { millraceEngine } from './millrace-sender';
import { Processing } from './processing';
import type { CopierSpec, ReaderSpec } from './spec';

const STOP_LIMIT_MS = 20_000;
/** A member that was killed leaves its partitions to the others after this. */
const SESSION_TIMEOUT_MS = 10_000;
const COMMIT_INTERVAL_MS = 500;

/** Notes each generation; the first makes the agent ready. */
function groupObserver({ journal, ready }: AgentParts, logger: KafkaLogger): ConsumerObserver {
  return {
    onRebalance: (assignment) => {
      journal.note({ kind: 'assigned', at: stampNow(), partitions: assignment.length });
      ready();
    },
    onError: (error, where) => logger.warn({ where, reason: String(error) }, 'consuming failed and will be repeated'),
  };
}

/** A member of a group through the services' own client: what it has processed is committed, and nothing else. */
export function startReader(
  { kafka, name, group, topics, isolation, processingMs }: ReaderSpec,
  parts: AgentParts,
): Agent {
  const engine = millraceEngine(kafka, name, parts.logger);
  const processing = new Processing(processingMs, parts);
  const consumer = engine.consumer(
    {
      group,
      topics,
      isolation,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      commitIntervalMs: COMMIT_INTERVAL_MS,
      ...groupObserver(parts, parts.logger),
    },
    (record) => processing.process(record),
  );
  void consumer.start();
  return {
    stop: () => engine.close(STOP_LIMIT_MS),
  };
}

/** Copies records of one topic to another, each with its offset in one transaction. */
export function startCopier({ kafka, name, group, from, to }: CopierSpec, parts: AgentParts): Agent {
  const { tally, logger } = parts;
  const engine = millraceEngine(kafka, name, logger);
  const copier = engine.transactional(
    {
      group,
      topics: [from],
      transactionalIdPrefix: group,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      ...groupObserver(parts, logger),
    },
    ({ key, value, rawHeaders = {} }) => {
      tally.add('processed');
      return Promise.resolve([{ topic: to, key, value, headers: rawHeaders }]);
    },
  );
  // What was fetched and is in no committed transaction yet: the lag that the copier knows of.
  tally.measure('inFlight', () => copier.lag().reduce((sum, { lag }) => sum + lag, 0));
  void copier.start();
  return {
    stop: () => engine.close(STOP_LIMIT_MS),
  };
}
