import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from './cache-dir';
import { archiveUse, settleRecording } from './class-archive';
import { LocalKafkaError } from './errors';
import { guard } from './guardian';
import { LOOPBACK } from './listeners';
import { LOG4J_CONFIG, lastWords, nodeFiles, readRunRecord, type NodeFiles, type RunRecord } from './node-files';
import { requirePortFree } from './ports';
import { identify, isAlive, residentBytes, signal } from './process-identity';
import type { KafkaJars } from './resolve-jars';
import { renderServerProperties, type NodeSettings } from './server-properties';
import type { KafkaVersion } from './versions';
import { waitUntil } from './wait-until';
import { writeWhole } from './write-whole';

const run = promisify(execFile);

/** What a node is started with besides its settings. */
export interface NodeProps {
  readonly dir: string;
  readonly clusterId: string;
  readonly settings: NodeSettings;
  /** Put before the command; must replace itself with it (`exec`), so that the process id stays. */
  readonly launcher: readonly string[];
  readonly env: Environment;
  readonly heap: string;
  readonly jvmOptions: readonly string[];
  readonly detached: boolean;
  /** Asked only when something is to be started: a cluster can be looked at and stopped without Java. */
  readonly jars: (version: KafkaVersion) => Promise<KafkaJars>;
  /** Classes besides Kafka's own, asked like the jars. @default - none */
  readonly plugins?: (() => Promise<string>) | undefined;
  /** The Kafka of the first start; see `useVersion`. */
  readonly kafkaVersion: KafkaVersion;
  readonly mayRecordArchive: boolean;
}

// A clean stop moves leaders away and flushes: 1 to 3 s. While it records the class archive: some seconds more.
const STOP_LIMIT_MS = 20_000;
const STOP_AND_RECORD_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 10_000;
const HOW_TO_CHOOSE = 'the options `ports` and `controllerPorts` of the embedded cluster';
const HOW_TO_CHOOSE_METRICS = 'a start of the whole cluster, which chooses a free one';
const HOW_TO_CHOOSE_SECURED = 'the option `secured.listen` of the embedded cluster';

/** One Kafka process: its files, its start, its end. Knows nothing of the other nodes. */
export class KafkaNode {
  readonly files: NodeFiles;
  private version: KafkaVersion;

  constructor(private readonly props: NodeProps) {
    this.files = nodeFiles(props.dir, props.settings.id);
    this.version = props.kafkaVersion;
  }

  get kafkaVersion(): KafkaVersion {
    return this.version;
  }

  /** The Kafka of the next start. */
  useVersion(version: KafkaVersion): void {
    this.version = version;
  }

  get settings(): NodeSettings {
    return this.props.settings;
  }

  /** The process that runs now, also when another command started it. */
  async process(): Promise<RunRecord | undefined> {
    const record = await readRunRecord(this.files.run);
    return record !== undefined && (await isAlive(record)) ? record : undefined;
  }

  /** Resident memory in bytes, 0 when it does not run. */
  async residentBytes(): Promise<number> {
    const record = await this.process();
    return record === undefined ? 0 : residentBytes(record);
  }

  /** Rejects when a port of this node is taken. */
  async requirePorts(): Promise<void> {
    const { id, port, voters, secured, metrics } = this.props.settings;
    // A host of its own is another network than this process's: nobody else is there, and nothing can be tried from here.
    if ((this.settings.host ?? LOOPBACK) !== LOOPBACK) return;
    if (port !== undefined) await requirePortFree(port, `client listener of broker ${id}`, HOW_TO_CHOOSE);
    const controller = voters.find((voter) => voter.id === id);
    if (controller) await requirePortFree(controller.port, `controller listener of node ${id}`, HOW_TO_CHOOSE);
    if (metrics) await requirePortFree(metrics.port, `metrics endpoint of node ${id}`, HOW_TO_CHOOSE_METRICS);
    if (secured === undefined) return;
    const { host, port: securedPort } = secured.listen(id);
    await requirePortFree(securedPort, `secured listener of broker ${id}`, HOW_TO_CHOOSE_SECURED, host);
  }

  /** Starts the process, formatting the disk first when it is new. Resolves when it runs, long before it serves. */
  async launch(): Promise<void> {
    if (await this.process()) return;
    await this.settleLastRun(false);
    await this.requirePorts();
    const jars = await this.props.jars(this.version);
    for (const folder of [
      this.settings.dataDir,
      this.files.logs,
      dirname(this.files.properties),
      dirname(this.files.run),
    ]) {
      await mkdir(folder, { recursive: true });
    }
    await writeWhole(this.files.properties, renderServerProperties(this.props.settings));
    await writeWhole(this.files.logging, LOG4J_CONFIG);
    if (!existsSync(join(this.settings.dataDir, 'meta.properties'))) await this.format(jars);
    await this.spawn(jars);
  }

  /** Rejects with the log's last words when the process is gone. */
  async requireAlive(): Promise<void> {
    if (await this.process()) return;
    const words = await lastWords(this.files);
    throw new LocalKafkaError(
      'LOCAL_NODE_DIED',
      `node ${this.settings.id} is not running. Its log is ${this.files.serverLog}, the JVM's output ${this.files.output}; the last of them:\n  ${words.join('\n  ')}`,
      { detail: { node: this.settings.id, log: this.files.serverLog, lines: words } },
    );
  }

  /**
   * SIGTERM, and SIGKILL when that does not end it in time. Nothing to do when it does not run. The last controller of
   * a quorum waits 5 s (fixed in Kafka) for a successor: when `quorumIsGone` says that none can come, and the broker's
   * logs are flushed and closed, that wait is cut short.
   */
  async stop(quorumIsGone: () => Promise<boolean> = () => Promise.resolve(false)): Promise<void> {
    const record = await this.process();
    if (record === undefined) return this.settleLastRun(false);
    // A paused process keeps the SIGTERM waiting for ever.
    await signal(record, 'SIGCONT');
    await signal(record, 'SIGTERM');
    const mayCut = async (): Promise<boolean> =>
      record.recording === undefined && this.isFlushed() && (await quorumIsGone());
    const ended = await this.awaitEnd(record, mayCut);
    if (ended !== 'gone') await this.kill();
    await this.settleLastRun(ended === 'gone');
  }

  /** SIGKILL: what a power cut does to a process. */
  async kill(): Promise<void> {
    const record = await this.process();
    if (record === undefined) return;
    await signal(record, 'SIGKILL');
    await this.awaitGone(record, GONE_LIMIT_MS);
    await this.settleLastRun(false);
  }

  /** SIGSTOP: it holds its connections and answers nothing. */
  async pause(): Promise<void> {
    await this.send('SIGSTOP');
  }

  /** SIGCONT. */
  async resume(): Promise<void> {
    await this.send('SIGCONT');
  }

  /** Deletes its data, as a lost disk does; the next start formats a new one. */
  async wipe(): Promise<void> {
    if (await this.process()) {
      throw new LocalKafkaError(
        'LOCAL_NODE_RUNNING',
        `node ${this.settings.id} is running; only a stopped node's data can be deleted. Call stop() or kill() first.`,
      );
    }
    await rm(this.settings.dataDir, { recursive: true, force: true });
  }

  private async send(name: NodeJS.Signals): Promise<void> {
    const record = await this.process();
    if (record !== undefined && (await signal(record, name))) return;
    throw new LocalKafkaError('LOCAL_NODE_STOPPED', `node ${this.settings.id} is not running; start() it first.`);
  }

  /** Kafka writes this file when every log is flushed and closed, and takes it away at the next start. */
  private isFlushed(): boolean {
    return existsSync(join(this.settings.dataDir, '.kafka_cleanshutdown'));
  }

  private async awaitEnd(record: RunRecord, mayCut: () => Promise<boolean>): Promise<'gone' | 'cut' | 'late'> {
    const timeoutMs = record.recording === undefined ? STOP_LIMIT_MS : STOP_AND_RECORD_LIMIT_MS;
    const ended = async (): Promise<'gone' | 'cut' | undefined> => {
      if (!(await isAlive(record))) return 'gone';
      return (await mayCut()) ? 'cut' : undefined;
    };
    return waitUntil(`node ${this.settings.id} to end`, ended, { timeoutMs, everyMs: 25 }).catch((error: unknown) => {
      if (error instanceof LocalKafkaError && error.code === 'LOCAL_TIMEOUT') return 'late';
      throw error;
    });
  }

  private async awaitGone(record: RunRecord, timeoutMs: number): Promise<void> {
    const gone = async (): Promise<true | undefined> => ((await isAlive(record)) ? undefined : true);
    await waitUntil(`process ${record.pid} of node ${this.settings.id} to end`, gone, { timeoutMs, everyMs: 25 });
  }

  /** Clears what a process that is gone has left behind. */
  private async settleLastRun(endedCleanly: boolean): Promise<void> {
    const record = await readRunRecord(this.files.run);
    if (record?.recording !== undefined) await settleRecording(record.recording, endedCleanly);
    await rm(this.files.run, { force: true });
  }

  private async format(jars: KafkaJars): Promise<void> {
    const { flags } = archiveUse(jars, false);
    const tool = ['-cp', jars.classpath, 'kafka.tools.StorageTool', 'format'];
    const asked = ['--cluster-id', this.props.clusterId, '--config', this.files.properties];
    // The tool would log to the console at the level of errors without a configuration of its own.
    const logging = [`-Dmillrace.logs=${this.files.logs}`, `-Dlog4j2.configurationFile=${this.files.logging}`];
    try {
      await run(jars.java.command, [...quickStart('64m'), ...flags, ...logging, ...tool, ...asked], {
        env: this.props.env,
      });
    } catch (error) {
      const words = error instanceof Error ? error.message.split('\n').slice(-5).join('\n') : String(error);
      throw new LocalKafkaError(
        'LOCAL_FORMAT_FAILED',
        `the disk of node ${this.settings.id} (${this.settings.dataDir}) could not be formatted with ${this.files.properties}:\n${words}`,
        { cause: error },
      );
    }
  }

  private async spawn(jars: KafkaJars): Promise<void> {
    const archive = archiveUse(jars, this.props.mayRecordArchive);
    // Behind Kafka's own, so that the class data archive of those still fits.
    const classpath = [jars.classpath, ...(this.props.plugins ? [await this.props.plugins()] : [])].join(':');
    const output = await open(this.files.output, 'w');
    try {
      const [command = jars.java.command, ...args] = [
        ...this.props.launcher,
        jars.java.command,
        ...quickStart(this.props.heap),
        ...archive.flags,
        ...this.props.jvmOptions,
        `-Dmillrace.logs=${this.files.logs}`,
        `-Dlog4j2.configurationFile=${this.files.logging}`,
        '-cp',
        classpath,
        'kafka.Kafka',
        this.files.properties,
      ];
      const child = spawn(command, args, {
        env: this.props.env,
        detached: this.props.detached,
        stdio: ['ignore', output.fd, output.fd],
      });
      await this.remember(child, archive.recording);
    } finally {
      await output.close();
    }
  }

  private async remember(child: ChildProcess, recording: string | undefined): Promise<void> {
    await new Promise<void>((settle, fail) => {
      child.once('spawn', settle);
      child.once('error', fail);
    });
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    if (identity === undefined) return this.requireAlive();
    if (!this.props.detached) child.once('exit', guard(identity.pid));
    child.unref();
    await writeWhole(this.files.run, JSON.stringify(recording === undefined ? identity : { ...identity, recording }));
  }
}

/** One compiler tier and one collector thread: with several JVMs on a laptop's cores that halves the time to start. */
function quickStart(heap: string): string[] {
  return [`-Xmx${heap}`, '-Xms64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'];
}
