import { waitUntil, type EmbeddedCluster, type MetadataQuorum } from '../../local/kafka';

const LIMIT_MS = 120_000;
const EVERY_MS = 200;

/** Voters that lack something that a majority had at `mark`, or were not heard of since `since`. */
export function laggingVoters(quorum: MetadataQuorum, mark: number, since: number): readonly number[] {
  return quorum.voters
    .filter(({ id }) => id !== quorum.leader)
    .filter(({ logEndOffset, lastFetchAt }) => logEndOffset < mark || lastFetchAt < since)
    .map(({ id }) => id);
}

/**
 * Every voter has the metadata that a majority had when this was asked. A voter's disk that is wiped while another
 * voter lags could leave a majority without what was committed; and the leader still tells of a wiped voter what it had
 * before, until it hears from it, which is why only what was fetched since counts.
 */
async function awaitQuorum(cluster: EmbeddedCluster): Promise<void> {
  const since = Date.now();
  const { highWatermark } = await cluster.metadataQuorum(LIMIT_MS);
  let lagging: readonly number[] = [];
  await waitUntil(
    () => `every voter to have metadata up to ${highWatermark}; ${lagging.join(', ')} lack some`,
    async () => {
      lagging = laggingVoters(await cluster.metadataQuorum(LIMIT_MS), highWatermark, since);
      return lagging.length === 0 ? true : undefined;
    },
    { timeoutMs: LIMIT_MS, everyMs: EVERY_MS },
  );
}

/** Every node runs, every broker sees every replica in sync, and every voter has the metadata. */
export async function awaitWhole(cluster: EmbeddedCluster): Promise<void> {
  let down: readonly number[] = [];
  await waitUntil(
    () => `every node to run; ${down.join(', ')} do not`,
    async () => {
      const running = await Promise.all(cluster.processes.map((node) => node.isRunning()));
      down = cluster.processes.filter((_, index) => running[index] !== true).map(({ id }) => id);
      return down.length === 0 ? true : undefined;
    },
    { timeoutMs: LIMIT_MS, everyMs: EVERY_MS },
  );
  await cluster.awaitReady();
  await cluster.awaitFullIsr(LIMIT_MS);
  await awaitQuorum(cluster);
}

/** Resolves when a controller without a broker has been heard by the leader of the quorum, or is that itself. */
export async function awaitController(cluster: EmbeddedCluster, id: number, since: number): Promise<void> {
  await waitUntil(
    `controller ${id} to take part in the metadata quorum`,
    async () => {
      await cluster.process(id).requireAlive();
      const { leader, voters } = await cluster.metadataQuorum(LIMIT_MS);
      return leader === id || voters.some((voter) => voter.id === id && voter.lastFetchAt >= since) ? true : undefined;
    },
    { timeoutMs: LIMIT_MS, everyMs: EVERY_MS },
  );
}
