import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../../local/kafka/wait-until';
import type { AgentKafka, AgentSpec } from '../../agents/spec';
import type { RunningAgent } from '../../agents/start-agent';
import { stampNow, type MessageId, type StoredRecord } from '../../ledger/entries';
import { clockDifference, inOurTime, type ClockDifference } from './clock';
import type { Kubectl, StoredObject } from './kubectl';
import { inPod, ledgerName } from './names';
import { startPodAgent } from './pod-agent';
import { Probe } from './probe';
import { deliverPrograms, pathOf } from './programs';
import { receive } from './received';
import { KubernetesTargetError } from './target-error';

export interface AgentsPodOptions {
  readonly kubectl: Kubectl;
  readonly kafka: AgentKafka;
  /** On this machine: programs, logs, journals and what scans have read. */
  readonly dir: string;
}

interface Pod extends StoredObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** The pod whose processes the agents are: it must be ready. */
export class AgentsPod {
  readonly probe: Probe;
  private readonly groups = new Set<string>();
  private scans = 0;

  private constructor(
    private readonly options: AgentsPodOptions,
    private readonly uid: string,
    /** The machine that must not be lost. */
    readonly node: string,
  ) {
    const { kubectl, kafka } = options;
    const command = ['node', pathOf('tools'), 'probe', JSON.stringify({ kafka })];
    this.probe = new Probe(() => kubectl.start(['exec', '--stdin', ledgerName, '--', ...command]));
  }

  /** Brings the programs and the probe. */
  static async open(options: AgentsPodOptions): Promise<AgentsPod> {
    const { kubectl, dir } = options;
    const pod = await kubectl.find<Pod>('pods', ledgerName);
    if (pod === undefined) throw lost('it is not there');
    await deliverPrograms(kubectl, join(dir, 'programs'));
    const agents = new AgentsPod(options, pod.metadata.uid, pod.spec.nodeName ?? '');
    await agents.clock();
    return agents;
  }

  /** How far the pod's clock is from ours, now. */
  clock(): Promise<ClockDifference> {
    return clockDifference(() => this.probe.ask('time', {}), stampNow);
  }

  async start(spec: AgentSpec): Promise<RunningAgent> {
    if ('group' in spec) this.groups.add(spec.group);
    const { kubectl, dir } = this.options;
    return this.orLost(startPodAgent(kubectl, this.probe, spec, join(dir, 'agents')));
  }

  /** A file on this machine, its times in our own. */
  async journalOf(agent: string): Promise<string> {
    const { kubectl, dir } = this.options;
    const file = join(dir, 'journals', `${agent}.journal`);
    const difference = await this.orLost(this.clock());
    await this.orLost(receive(kubectl, this.tool('fetch', AgentsPod.journalPath(agent)), file, inOurTime(difference)));
    return file;
  }

  static journalPath(agent: string): string {
    return `${inPod.journals}/${agent}.journal`;
  }

  async scan(topic: string): Promise<readonly StoredRecord[]> {
    const { kubectl, kafka, dir } = this.options;
    const file = join(dir, 'journals', `scan-${(this.scans += 1)}`);
    await this.orLost(receive(kubectl, this.tool('scan', JSON.stringify({ kafka }), topic), file));
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => {
      const [partition = '', offset = '', id = ''] = line.split(' ');
      return { topic, partition: Number(partition), offset: Number(offset), id: id as MessageId };
    });
  }

  /** With their positions. A group is empty only some moments after its member has gone. */
  async deleteGroups(): Promise<void> {
    const groups = [...this.groups];
    if (groups.length === 0) return;
    let why = '';
    const tryIt = async (): Promise<true | undefined> => {
      try {
        await this.probe.ask('deleteGroups', { groups });
        return true;
      } catch (error) {
        why = (error as Error).message;
        return undefined;
      }
    };
    await waitUntil(() => `the groups ${groups.join(', ')} to be deleted: ${why}`, tryIt, {
      timeoutMs: 60_000,
      everyMs: 1_000,
    });
    this.groups.clear();
  }

  private tool(...args: readonly string[]): string[] {
    return ['exec', ledgerName, '--', 'node', pathOf('tools'), ...args];
  }

  /** What went wrong is the pod's end, when it has ended. */
  private async orLost<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const pod = await this.options.kubectl.find<Pod>('pods', ledgerName).catch(() => undefined);
      const same = pod?.metadata.uid === this.uid && pod.status?.phase === 'Running';
      if (same) throw error;
      throw lost(`it is ${pod?.status?.phase ?? 'gone'}, on ${this.node}`, error);
    }
  }
}

const lost = (how: string, cause?: unknown): KubernetesTargetError =>
  new KubernetesTargetError(
    'PROOF_AGENTS_LOST',
    `the pod ${ledgerName}, in which the agents ran, was lost (${how}), and what they had noted with it: the run says nothing. Run it again.`,
    { cause },
  );
