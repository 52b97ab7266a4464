/** Test code: a short run of the proof (`make prove ENV=minikube`) on the platform that a test has deployed. */
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { minikubeNamed } from '../../../local/deploy/chosen';
import { waitUntil } from '../../../local/kafka/wait-until';
import { Steps } from '../../../local/platform/steps';
import type { ProofResult } from '../../../proof/result';
import { runSchedule } from '../../../proof/run/run-schedule';
import { clusterLoad } from '../../../proof/settings/load';
import { profiles } from '../../../proof/settings/profiles';
import type { ProofSetting } from '../../../proof/settings/setting';
import { three } from '../../../proof/settings/shapes';
import type { NodePower } from '../../../proof/targets/kubernetes/machines';
import { openKubernetesTarget } from '../../../proof/targets/kubernetes/target';
import type { Platform } from './platform';
import { podStates } from './pods';
import { brokerSelector } from './port-forwards';
import { stackName } from './stack';

const say = (line: string): void => void process.stdout.write(`    ${line}\n`);

const steps = [
  { fault: 'kill-leader', choice: 0.4, length: 0.8 },
  { fault: 'rolling-restart', choice: 0, length: 0 },
  { fault: 'lose-machine', choice: 0.6, length: 0.5 },
] as const;

function noLoss(): ProofSetting {
  const found = profiles.find(({ name }) => name === 'no-loss');
  if (found === undefined) throw new Error('there is no profile no-loss');
  // The environment's own `posts` are not the proof's to fill.
  return { ...found, lines: ['client', 'transactional'] };
}

/** The machine's power goes; where the broker is a process beside the cluster, it dies with its machine. */
export function powerOf({ cluster, brokers }: Platform): NodePower {
  const gone = new Map<string, readonly number[]>();
  const brokersOn = async (node: string): Promise<number[]> => {
    const pods = await podStates(cluster, brokerSelector);
    return pods.filter((pod) => pod.node === node).map(({ name }) => Number(name.replace(/^.*-/, '')));
  };
  return {
    cut: async (node) => {
      const lost = await brokersOn(node);
      gone.set(node, lost);
      await Promise.all([cluster.cutPower(node), ...lost.map((id) => brokers?.kafka.node(id).kill())]);
    },
    restore: async (node) => {
      const lost = gone.get(node) ?? [];
      await Promise.all([cluster.startNode(node), ...lost.map((id) => brokers?.kafka.node(id).start())]);
    },
  };
}

function tell({ faults, lines }: ProofResult): void {
  for (const { name, target, writeStallMs, fromMs, wholeMs } of faults)
    say(
      `${name}: ${target}; no acknowledgement for ${writeStallMs} ms, whole after ${Math.round(wholeMs - fromMs)} ms`,
    );
  for (const { line, acknowledged, unknown } of lines) say(`${line}: ${acknowledged} acknowledged, ${unknown} unknown`);
}

/** @returns what came of it; nothing of it is left in the cluster then */
export async function prove(platform: Platform, dir: string): Promise<ProofResult> {
  const target = await openKubernetesTarget(minikubeNamed(stackName), {
    env: { ...platform.cluster.env },
    dir: join(dir, 'proof'),
    topic: 'ledger.direct',
    partitions: clusterLoad.partitions,
    power: powerOf(platform),
    onProgress: say,
  });
  try {
    const result = await runSchedule({
      target,
      setting: noLoss(),
      schedule: { seed: 1, shape: three, steps },
      load: clusterLoad,
      command: 'make e2e',
      steps: new Steps(process.stdout),
      interrupted: new AbortController().signal,
    });
    tell(result);
    return result;
  } finally {
    await target.close();
  }
}

/** Pods, topics, users, secrets and policies of a proof that are still in the cluster, and topics that the brokers have. */
export async function leftOfProof({ cluster }: Platform, kafka: Kafka): Promise<string[]> {
  const kinds = 'pods,kafkatopics.kafka.strimzi.io,kafkausers.kafka.strimzi.io,networkpolicies,secrets';
  const asked = ['get', kinds, '--all-namespaces', '--selector=millrace.dev/ledger', '--output=name'];
  let left: string[] = [];
  // A secret goes with its user, a moment later.
  const none = async (): Promise<true | undefined> => {
    left = (await cluster.mustKubectl(asked)).split('\n').filter((line) => line !== '');
    return left.length === 0 ? true : undefined;
  };
  await waitUntil('everything of the proof to be gone', none, { timeoutMs: 20_000 }).catch(() => undefined);
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics().finally(() => admin.disconnect());
  return [...left, ...topics.filter((name) => name.startsWith('ledger'))];
}
