import { bytesKept, bytesPerBroker, readable, replicasPerBroker, usableBytes } from '../capacity';
import { isLaptop } from '../placement';
import { busiestNode, laptopMemory } from '../node-load';
import { inWords } from '../room';
import { describe } from '../violation';
import { relationRule } from './rule';

export const heapLeavesAPageCache = relationRule({
  code: 'KAFKA_HEAP_EXCEEDS_MEMORY',
  title:
    'a heap is smaller than the memory; on a cluster at most half of it, because consumers read from the page cache',
  allowed: 'at most half of the memory on a cluster, less than the memory on a laptop',
  fix: 'lower the heap (4 to 6 GiB are enough for most brokers) or give more memory',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka: { heap, resources } }) => {
    const laptop = isLaptop(platform);
    const most = resources.memory.toBytes() / (laptop ? 1 : 2);
    const fits = laptop ? heap.toBytes() < most : heap.toBytes() <= most;
    const allowed = `${laptop ? 'less than' : 'at most'} ${readable(most)}`;
    return fits ? [] : [{ path: 'kafka.heap', got: describe(heap), allowed }];
  },
});

export const laptopHasTheMemory = relationRule({
  code: 'PLATFORM_MEMORY_EXCEEDED',
  title: 'what runs on a laptop fits in the memory it gives: all brokers, and with compose the services',
  allowed: "a sum of at most the platform's memory",
  fix: "lower the brokers' memory or give the platform more",
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) => {
    const asked = laptopMemory(platform, kafka, services);
    if (asked === undefined || !('memory' in platform) || asked.compare(platform.memory) <= 0) return [];
    return [
      { path: 'platform.memory', got: `${describe(asked)} asked for`, allowed: `at most ${describe(platform.memory)}` },
    ];
  },
});

export const nodesHoldTheirPods = relationRule({
  code: 'PLATFORM_NODE_TOO_SMALL',
  title:
    "the busiest node has room for its brokers and controllers; on minikube also for the platform's own pods and for all instances of the services that scaling allows, with one more while they roll",
  allowed: 'what a node has for pods, after what the system keeps',
  fix: 'use larger or more nodes, or lower the requests',
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) => {
    const load = busiestNode(platform, kafka, services);
    if (load === undefined) return [];
    const { asked, available, path } = load;
    const fits = asked.cpu.compare(available.cpu) <= 0 && asked.memory.compare(available.memory) <= 0;
    return fits ? [] : [{ path, got: `${inWords(asked)} asked of one node`, allowed: `at most ${inWords(available)}` }];
  },
});

export const volumesHoldTheirTopics = relationRule({
  code: 'KAFKA_VOLUME_TOO_SMALL',
  title: "all that the topics keep, with every replica, fits on the brokers' volumes and leaves the headroom free",
  allowed: 'the volume less its headroom',
  fix: 'give larger volumes or more brokers, or shorten a retention (a retentionSize is a firm bound)',
  needs: ['kafka', 'topics'],
  check: ({ kafka, topics }) => {
    const kept = bytesPerBroker(topics, kafka.brokers);
    const usable = usableBytes(kafka);
    if (kept <= usable) return [];
    const largest = topics.toSorted(
      (a, b) => bytesKept(b) * b.replicationFactor - bytesKept(a) * a.replicationFactor,
    )[0];
    const most = largest === undefined ? '' : `, most of it for ${largest.name}`;
    const allowed = `at most ${readable(usable)}, which is ${describe(kafka.volume.size)} less ${kafka.volume.headroom * 100} %`;
    return [{ path: 'kafka.volume.size', got: `${readable(kept)} on each broker${most}`, allowed }];
  },
});

export const brokersHoldTheirReplicas = relationRule({
  code: 'KAFKA_REPLICAS_EXCEED_LIMIT',
  title: "a broker holds no more replicas than its limit, Kafka's own topics counted",
  allowed: '`kafka.maxReplicasPerBroker`, 4000 when it is left out',
  fix: 'use fewer partitions or more brokers',
  needs: ['kafka', 'topics'],
  check: ({ kafka, topics }) => {
    const held = replicasPerBroker(topics, kafka.brokers);
    const limit = kafka.maxReplicasPerBroker;
    return held <= limit
      ? []
      : [{ path: 'kafka.maxReplicasPerBroker', got: `${held} replicas on each broker`, allowed: `at most ${limit}` }];
  },
});

export const sizeRules = [
  heapLeavesAPageCache,
  laptopHasTheMemory,
  nodesHoldTheirPods,
  volumesHoldTheirTopics,
  brokersHoldTheirReplicas,
];
