import { randomUUID } from 'node:crypto';
import type { KafkaJars } from '../kafka/resolve-jars';
import { runTool, type ToolResult } from '../kafka/run-tool';
import type { Measurement } from './measurement';

export interface JavaRun {
  readonly jars: KafkaJars;
  readonly bootstrapServers: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly topic: string;
  readonly records: number;
  readonly payloadFile: string;
}

function measured(result: ToolResult, records: number, recordsPerSecond: number): Measurement {
  return {
    recordsPerSecond,
    cpuSecondsPerMillion: (result.cpuMs / 1000 / records) * 1e6,
    peakMebibytes: result.peakBytes / 2 ** 20,
  };
}

function numberIn(text: string, pattern: RegExp): number {
  const found = Number(pattern.exec(text)?.[1]);
  if (Number.isFinite(found)) return found;
  throw new Error(`Kafka's tool printed no figure like ${String(pattern)}: ${text.slice(-500)}`);
}

/** Kafka's own producer benchmark: acks all, idempotent, as fast as it can. */
export async function javaProducer(run: JavaRun): Promise<Measurement> {
  const properties = [`bootstrap.servers=${run.bootstrapServers.join(',')}`, 'acks=all', 'enable.idempotence=true'];
  const result = await runTool(
    run.jars,
    'org.apache.kafka.tools.ProducerPerformance',
    [
      '--topic',
      run.topic,
      '--num-records',
      String(run.records),
      '--throughput',
      '-1',
      '--payload-file',
      run.payloadFile,
      '--producer-props',
      ...properties,
    ],
    { env: run.env },
  );
  return measured(
    result,
    run.records,
    numberIn(result.stdout.trim().split('\n').at(-1) ?? '', /([\d.]+) records\/sec/),
  );
}

/** Kafka's own consumer benchmark; its rate without the time to join the group. */
export async function javaConsumer(run: JavaRun): Promise<Measurement> {
  const servers = run.bootstrapServers.join(',');
  const result = await runTool(
    run.jars,
    'org.apache.kafka.tools.ConsumerPerformance',
    [
      '--bootstrap-server',
      servers,
      '--topic',
      run.topic,
      '--num-records',
      String(run.records),
      '--group',
      `bench-${randomUUID()}`,
      '--timeout',
      '60000',
    ],
    { env: run.env },
  );
  const columns = (result.stdout.trim().split('\n').at(-1) ?? '').split(',').map((cell) => cell.trim());
  return measured(result, run.records, numberIn(columns.at(-1) ?? '', /^([\d.]+)$/));
}
