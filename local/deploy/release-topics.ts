import type { GateRequest, ObjectRef } from '../../model/gate';
import { awaitGone } from './await-gone';
import type { LiveCluster, LiveObject } from './kubectl';
import { grouped, type WaitProps } from './waiting';

/** With it the topic operator only takes its finalizer off an object that is deleted; the topic stays (`BatchingTopicController`). */
const unmanaged = 'strimzi.io/managed=false';

const refOf = ({ apiVersion, kind, metadata }: LiveObject): ObjectRef => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

/**
 * Deletes every KafkaTopic in the release's namespaces, those too that the model no longer names, and leaves the topics
 * and their records in the brokers. The annotation is there before the deletion, so the operator never sees one without the other.
 * @throws DeployError DEPLOY_NOT_GONE when the topic operator does not let go of them
 */
export async function releaseTopics(cluster: LiveCluster, request: GateRequest, wait: WaitProps): Promise<void> {
  const topics: ObjectRef[] = [];
  for (const { group } of grouped(request.objects).filter(({ group }) => group.kind === 'KafkaTopic')) {
    topics.push(...((await cluster.list(group)) ?? []).map(refOf));
  }
  for (const topic of topics) await cluster.annotate(topic, unmanaged);
  for (const topic of topics) await cluster.delete(topic);
  wait.say(`${topics.length} KafkaTopics are let go; their records stay`);
  await awaitGone(cluster, { ...request, objects: topics, pods: [], leftovers: [] }, wait);
}
