import { connect } from 'node:net';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { LOOPBACK } from './listeners';

/** Where one partition stands, as a broker sees it. */
export interface PartitionView {
  readonly topic: string;
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** A client for questions and changes, not for data: it gives up soon and says nothing on the console. */
export function quietKafka(bootstrapServers: readonly string[], requestTimeout = 5000): Kafka {
  return new Kafka({
    clientId: 'millrace-local',
    brokers: [...bootstrapServers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    requestTimeout,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 },
  });
}

/** Runs `work` with a connected admin client and disconnects it whatever happens. */
export async function withAdmin<T>(
  bootstrapServers: readonly string[],
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = quietKafka(bootstrapServers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

function addressOf(server: string): { host: string; port: number } {
  const colon = server.lastIndexOf(':');
  return { host: server.slice(0, colon), port: Number(server.slice(colon + 1)) };
}

/** Whether somebody listens: asked first, for KafkaJS takes seconds to say that nobody does. */
function isListening(server: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ ...addressOf(server), timeout: 1000 });
    const answer = (listening: boolean) => (): void => {
      socket.destroy();
      settle(listening);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
    socket.once('timeout', answer(false));
  });
}

/**
 * An admin client of one broker alone. KafkaJS sends a question about the cluster to any broker it has heard of,
 * whatever address it was given; a socket that always leads to this one makes it this one's answer.
 */
function adminOf(server: string, requestTimeout: number): Admin {
  const kafka = new Kafka({
    clientId: 'millrace-probe',
    brokers: [server],
    socketFactory: ({ onConnect }) => connect(addressOf(server), onConnect),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout,
    retry: { retries: 0 },
  });
  return kafka.admin();
}

/** Asks one broker for its own view. `undefined` while it does not answer. */
export async function askOne<T>(server: string, question: (admin: Admin) => Promise<T>): Promise<T | undefined> {
  if (!(await isListening(server))) return undefined;
  const admin = adminOf(server, 2000);
  try {
    await admin.connect();
    return await question(admin);
  } catch {
    // Still starting, or just gone: the caller asks again, and watches the processes.
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Asks for partitions again and again over a connection that is kept, for as long as it is the same broker. */
export class PartitionWatch {
  private current: { readonly server: string; readonly admin: Admin } | undefined;

  constructor(private readonly topics: readonly string[]) {}

  /** The topics' partitions as this broker sees them; `undefined` when it does not answer within a second. */
  async partitions(server: string): Promise<PartitionView[] | undefined> {
    try {
      return await partitionViews(await this.adminFor(server), this.topics);
    } catch {
      // Gone, or hanging: the next question opens a connection of its own.
      await this.close();
      return undefined;
    }
  }

  async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    await current?.admin.disconnect().catch(() => undefined);
  }

  private async adminFor(server: string): Promise<Admin> {
    if (this.current?.server === server) return this.current.admin;
    await this.close();
    const admin = adminOf(server, 1000);
    this.current = { server, admin };
    await admin.connect();
    return admin;
  }
}

/** The brokers that the one at this `host:port` knows to be in service; none while it does not answer. */
export async function brokersSeenFrom(server: string): Promise<readonly number[]> {
  const answer = await askOne(server, (admin) => admin.describeCluster());
  return answer?.brokers.map(({ nodeId }) => nodeId) ?? [];
}

/** The same of the broker on this port of loopback. */
export async function brokersKnownTo(port: number): Promise<readonly number[]> {
  return brokersSeenFrom(`${LOOPBACK}:${port}`);
}

/** Every partition as this broker sees it; `undefined` while it does not answer. */
export async function partitionsKnownTo(server: string): Promise<PartitionView[] | undefined> {
  return askOne(server, (admin) => partitionViews(admin));
}

/** Every partition of every topic, or of the given ones; the internal topics too. */
export async function partitionViews(admin: Admin, topics?: readonly string[]): Promise<PartitionView[]> {
  const { topics: found } = await admin.fetchTopicMetadata(topics === undefined ? undefined : { topics: [...topics] });
  return found.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionId, leader, replicas, isr }) => ({
      topic: name,
      partition: partitionId,
      leader,
      replicas,
      isr,
    })),
  );
}

/** Led, and with every replica in sync. */
export function isWhole({ leader, replicas, isr }: PartitionView): boolean {
  return leader >= 0 && isr.length === replicas.length;
}
