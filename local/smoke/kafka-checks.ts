import type { Environment } from '../../model/environment';
import { brokersKnownTo, partitionViews, withAdmin, isWhole } from '../kafka/cluster-probe';
import { reconcileTopics } from '../kafka/reconcile-topics';
import type { Addresses } from '../platform/addresses';
import type { Check } from './check';

/** The brokers themselves: each answers, all replicas are in sync, topics are what the model says. */
export function kafkaChecks(environment: Environment, addresses: Addresses): Check[] {
  return [
    ...addresses.brokerPorts.map((port, index) => brokerCheck(index + 1, port, addresses.brokerPorts.length)),
    { part: 'kafka', question: 'every replica in sync', run: () => replicasInSync(addresses) },
    { part: 'kafka', question: 'topics as in the model', run: () => topicsAsModelled(environment, addresses) },
  ];
}

function brokerCheck(id: number, port: number, expected: number): Check {
  return {
    part: `broker ${id}`,
    question: 'answers and knows the others',
    run: async () => {
      const known = await brokersKnownTo(port);
      if (known.length === expected) return `127.0.0.1:${port} knows brokers ${[...known].sort().join(', ')}`;
      throw new Error(
        known.length === 0
          ? `127.0.0.1:${port} does not answer`
          : `knows ${known.join(', ')}; ${expected} are expected`,
      );
    },
  };
}

async function replicasInSync({ bootstrapServers }: Addresses): Promise<string> {
  const partitions = await withAdmin(bootstrapServers, (admin) => partitionViews(admin));
  const lacking = partitions.filter((partition) => !isWhole(partition));
  if (lacking.length === 0) return `${partitions.length} partitions`;
  const named = lacking
    .slice(0, 4)
    .map(({ topic, partition, isr }) => `${topic}-${partition} (in sync: ${isr.join(', ') || 'none'})`);
  throw new Error(`${lacking.length} of ${partitions.length} partitions are not fully in sync: ${named.join('; ')}`);
}

async function topicsAsModelled({ topics }: Environment, { bootstrapServers }: Addresses): Promise<string> {
  const changes = await reconcileTopics(bootstrapServers, topics, { dryRun: true });
  if (changes.length === 0) return `${topics.length} topics`;
  throw new Error(
    `differs from the model: ${changes.map(({ kind, topic }) => `${topic} (${kind})`).join(', ')}; make up (in containers: make compose-up) applies it`,
  );
}
