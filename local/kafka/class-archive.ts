import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { KafkaJars } from './resolve-jars';

/**
 * Application class data sharing: Java maps Kafka's parsed classes from a file instead of reading them out of 53 jars
 * at every start. The file is recorded by the first node ever started with these jars and this Java, when that node is
 * stopped cleanly: no extra process and nothing added to the first start; the stop takes some seconds once. A node that
 * is killed just leaves no archive, and the next cluster records.
 */
export interface ArchiveUse {
  readonly flags: readonly string[];
  /** The draft to be published when the process has ended by itself. */
  readonly recording?: string;
}

/** How a process uses the archive: reads it when there is one, else records it if it `mayRecord`. */
export function archiveUse(jars: KafkaJars, mayRecord: boolean): ArchiveUse {
  // `auto`: an archive that does not fit (other jars, other flags, cut off) is passed over, never a failed start.
  if (existsSync(jars.archive)) return { flags: ['-Xshare:auto', `-XX:SharedArchiveFile=${jars.archive}`] };
  if (!mayRecord) return { flags: ['-Xshare:auto'] };
  const recording = `${jars.archive}.${randomUUID()}.draft`;
  return { flags: ['-Xshare:auto', `-XX:ArchiveClassesAtExit=${recording}`], recording };
}

/** Puts a recorded draft in place after a clean end, or throws it away. */
export async function settleRecording(recording: string, endedCleanly: boolean): Promise<void> {
  const target = recording.replace(/\.[0-9a-f-]{36}\.draft$/, '');
  const size = await stat(recording).then(
    (found) => found.size,
    () => 0,
  );
  if (!endedCleanly || size === 0 || existsSync(target)) return rm(recording, { force: true });
  return rename(recording, target);
}
