import type { ConsumerSpec, KafkaLogger, RecordHandler } from '../ports';
import type { AdminClient } from './admin-client';
import type { ConnectionOptions } from './connection';
import { GroupMember, type LeaseWorker } from './group-member';

/** A group consumer: each record at least once, in the order of its partition. */
export function createGroupConsumer(
  connection: ConnectionOptions,
  spec: ConsumerSpec,
  admin: Pick<AdminClient, 'ask'>,
  logger: KafkaLogger,
  handler: RecordHandler,
): GroupMember {
  return new GroupMember(connection, spec, admin, logger, { work: handleInOrder(spec, handler) });
}

/** One record after the other; what was handled is committed, and nothing else. */
export function handleInOrder(spec: ConsumerSpec, handler: RecordHandler): LeaseWorker {
  return async (lease, retryLater) => {
    for (const message of lease.messages) {
      if (lease.stopped) break;
      try {
        await handler(lease.toRecord(message), lease.signal);
      } catch (error) {
        spec.onError?.(error, 'handler');
        retryLater(message.offset);
        break;
      }
      lease.done(message);
      if (lease.commitDue) await lease.commit();
      await lease.breathe();
    }
    await lease.commit();
  };
}
