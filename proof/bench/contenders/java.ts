import { randomUUID } from 'node:crypto';
import { runTool, type ToolResult } from '../../../local/kafka';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';

const COMPARABLE = ['acks=all', 'enable.idempotence=true'];

function usage({ cpuMs, peakBytes }: ToolResult, records: number): Figures {
  return { cpuSecondsPerMillion: (cpuMs * 1000) / records, peakMebibytes: peakBytes / 2 ** 20 };
}

/** @throws Error with the tool's last words when it printed no such figure */
export function numberIn(text: string, pattern: RegExp): number {
  const found = Number(pattern.exec(text)?.[1]);
  if (Number.isFinite(found)) return found;
  throw new Error(`Kafka's tool printed no figure like ${String(pattern)}: ${text.slice(-500)}`);
}

const lastLine = ({ stdout }: ToolResult): string => stdout.trim().split('\n').at(-1) ?? '';

function tool(platform: BenchPlatform, mainClass: string, args: readonly string[]): Promise<ToolResult> {
  platform.start.signal.throwIfAborted();
  return runTool(platform.jars, mainClass, args, { env: platform.start.env });
}

export interface JavaProducer {
  readonly topic: string;
  readonly records: number;
  /** One payload a line. */
  readonly payloadFile: string;
  /** Records a second. @default - as fast as it can */
  readonly rate?: number;
  /** Transactions end after this. @default - none */
  readonly transactionMs?: number;
}

/** The summary of ProducerPerformance: `... 99 ms 99th, 120 ms 99.9th.` It counts from its own call of `send`. */
export function producerFigures(summary: string): Figures {
  return {
    recordsPerSecond: numberIn(summary, /([\d.]+) records\/sec/),
    p50Ms: numberIn(summary, /(\d+) ms 50th/),
    p99Ms: numberIn(summary, /(\d+) ms 99th/),
    p999Ms: numberIn(summary, /(\d+) ms 99\.9th/),
    maxMs: numberIn(summary, /([\d.]+) ms max latency/),
  };
}

/** Kafka's own producer benchmark. CPU time and memory are the JVM's from its start on. */
export async function javaProducer(platform: BenchPlatform, run: JavaProducer): Promise<Figures> {
  const properties = [`bootstrap.servers=${platform.servers.join(',')}`, ...COMPARABLE];
  const transactions =
    run.transactionMs === undefined
      ? []
      : ['--transactional-id', `bench-${randomUUID()}`, '--transaction-duration-ms', String(run.transactionMs)];
  const result = await tool(platform, 'org.apache.kafka.tools.ProducerPerformance', [
    ...['--topic', run.topic, '--num-records', String(run.records), '--payload-file', run.payloadFile],
    ...['--throughput', String(run.rate ?? -1), ...transactions, '--command-property', ...properties],
  ]);
  return { ...producerFigures(lastLine(result)), ...usage(result, run.records) };
}

/** As fast as it can: its latencies are those of a full buffer, and say nothing. */
export async function javaThroughput(platform: BenchPlatform, run: Omit<JavaProducer, 'rate'>): Promise<Figures> {
  const figures = Object.entries(await javaProducer(platform, run));
  return Object.fromEntries(figures.filter(([name]) => !name.endsWith('Ms')));
}

/** Kafka's own consumer benchmark; its rate without the time to join the group. */
export async function javaConsumer(platform: BenchPlatform, topic: string, records: number): Promise<Figures> {
  const result = await tool(platform, 'org.apache.kafka.tools.ConsumerPerformance', [
    ...['--bootstrap-server', platform.servers.join(','), '--topic', topic, '--num-records', String(records)],
    ...['--group', `bench-${randomUUID()}`, '--timeout', '60000'],
  ]);
  const lastColumn = lastLine(result).split(',').at(-1)?.trim() ?? '';
  return { recordsPerSecond: numberIn(lastColumn, /^([\d.]+)$/), ...usage(result, records) };
}

/** Kafka's own latency benchmark: one record at a time, from the send to its arrival at a consumer. */
export async function javaEndToEnd(platform: BenchPlatform, topic: string, records: number, bytes: number) {
  const result = await tool(platform, 'org.apache.kafka.tools.EndToEndLatency', [
    ...['--bootstrap-server', platform.servers.join(','), '--topic', topic, '--num-records', String(records)],
    ...['--producer-acks', 'all', '--record-size', String(bytes)],
  ]);
  return endToEndFigures(result.stdout);
}

/** Its last line: `Percentiles: 50th = 2, 99th = 5, 99.9th = 9`. */
export function endToEndFigures(stdout: string): Figures {
  return {
    p50Ms: numberIn(stdout, /50th = (\d+)/),
    p99Ms: numberIn(stdout, /99th = (\d+)/),
    p999Ms: numberIn(stdout, /99\.9th = (\d+)/),
  };
}
