import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity';

/** Where one node's files are, below the cluster's folder. */
export interface NodeFiles {
  readonly logs: string;
  readonly properties: string;
  readonly logging: string;
  /** Kafka's own log. */
  readonly serverLog: string;
  /** What the JVM itself says: out of memory, unusable archives, a crash. */
  readonly output: string;
  /** The process that runs now, or ran last. */
  readonly run: string;
}

export function nodeFiles(dir: string, id: number): NodeFiles {
  const logs = join(dir, 'logs', `node-${id}`);
  const home = join(dir, `node-${id}`);
  return {
    logs,
    properties: join(home, 'server.properties'),
    logging: join(home, 'log4j2.xml'),
    serverLog: join(logs, 'server.log'),
    output: join(logs, 'output.log'),
    run: join(dir, 'run', `node-${id}.json`),
  };
}

/** Logs to files of bounded size; the folder arrives as a system property, so no path has to be escaped as XML. */
export const LOG4J_CONFIG = `<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="ERROR" shutdownHook="disable">
  <Appenders>
    <RollingFile name="file" fileName="\${sys:millrace.logs}/server.log" filePattern="\${sys:millrace.logs}/server.%i.log">
      <PatternLayout pattern="[%d] %p %m (%c)%n"/>
      <SizeBasedTriggeringPolicy size="10 MB"/>
      <DefaultRolloverStrategy max="3"/>
    </RollingFile>
  </Appenders>
  <Loggers>
    <Root level="INFO"><AppenderRef ref="file"/></Root>
  </Loggers>
</Configuration>
`;

/** What is known of a started process by whoever comes later: another command, after a crash. */
export interface RunRecord extends ProcessIdentity {
  /** The draft of a class data archive which this process writes when it ends by itself. */
  readonly recording?: string;
}

export async function readRunRecord(path: string): Promise<RunRecord | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('pid' in parsed) || !('startedAt' in parsed))
      return undefined;
    const identity = { pid: Number(parsed.pid), startedAt: String(parsed.startedAt) };
    return 'recording' in parsed ? { ...identity, recording: String(parsed.recording) } : identity;
  } catch {
    // None, or one cut off by a crash: both mean that nothing is known to run.
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** The lines that say why a node ended: its last errors, else the last lines of all. */
export async function lastWords(files: NodeFiles, count = 6): Promise<string[]> {
  const lines = `${await readIfThere(files.serverLog)}\n${await readIfThere(files.output)}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const errors = lines.filter((line) => /\b(ERROR|FATAL)\b|Exception|OutOfMemory/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-count);
}
