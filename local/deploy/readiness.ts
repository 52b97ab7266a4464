import type { Condition, LiveObject } from './kubectl';

/** Why an object is not ready; nothing when it is. Pure: what the API server says is all it looks at. */
export type Unready = string | undefined;

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

const conditionOf = ({ status }: LiveObject, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

const said = ({ reason, message }: Condition): string => [reason, message].filter(Boolean).join(': ');

/** The controller has not seen the newest spec yet: whatever the status says is of an older one. */
function unseen({ metadata, status }: LiveObject, observed = status?.observedGeneration): Unready {
  if (count(observed) >= count(metadata.generation)) return undefined;
  return `generation ${metadata.generation} is not seen yet (${observed ?? 'none'} is)`;
}

/** A condition must be True; when it is not, what the object says of itself is the reason. */
function mustBe(object: LiveObject, type: string): Unready {
  const condition = conditionOf(object, type);
  if (condition?.status === 'True') return undefined;
  const told = [condition, ...(object.status?.conditions ?? []).filter(({ status }) => status === 'True')]
    .flatMap((one) => (one === undefined || said(one) === '' ? [] : [said(one)]))
    .join('; ');
  return told === '' ? `no condition ${type} yet` : `not ${type}: ${told}`;
}

function replicaFailure(object: LiveObject): Unready {
  const failure = conditionOf(object, 'ReplicaFailure');
  return failure?.status === 'True' ? said(failure) : undefined;
}

function deployment(object: LiveObject): Unready {
  const wanted = object.spec?.['replicas'] === undefined ? 1 : count(object.spec['replicas']);
  const { status } = object;
  const updated = count(status?.['updatedReplicas']);
  const available = count(status?.['availableReplicas']);
  const all = count(status?.['replicas']);
  if (updated < wanted) return replicaFailure(object) ?? `${updated} of ${wanted} replicas are of the new version`;
  if (all > updated) return `${all - updated} replicas of an older version are still there`;
  return available < wanted ? `${available} of ${wanted} replicas are available` : undefined;
}

function statefulSet({ spec, status }: LiveObject): Unready {
  const wanted = spec?.['replicas'] === undefined ? 1 : count(spec['replicas']);
  const ready = count(status?.['readyReplicas']);
  if (status?.['updateRevision'] !== status?.['currentRevision'] && count(status?.['updatedReplicas']) < wanted)
    return `${count(status?.['updatedReplicas'])} of ${wanted} replicas are of the new version`;
  return ready < wanted ? `${ready} of ${wanted} replicas are ready` : undefined;
}

function daemonSet({ status }: LiveObject): Unready {
  const wanted = count(status?.['desiredNumberScheduled']);
  const updated = count(status?.['updatedNumberScheduled']);
  const available = count(status?.['numberAvailable']);
  if (updated < wanted) return `${updated} of ${wanted} nodes have the new version`;
  return available < wanted ? `available on ${available} of ${wanted} nodes` : undefined;
}

/** A template of automatic rebalances is not run itself and has no status. */
function rebalance(object: LiveObject): Unready {
  if (object.metadata.annotations?.['strimzi.io/rebalance-template'] === 'true') return undefined;
  const refused = conditionOf(object, 'NotReady');
  return refused?.status === 'True' ? `NotReady: ${said(refused)}` : undefined;
}

/** Of prometheus-operator: it makes a StatefulSet, says in each condition which generation it is of, and counts replicas over all shards. */
function prometheus(object: LiveObject): Unready {
  for (const type of ['Reconciled', 'Available']) {
    const observed = conditionOf(object, type)?.observedGeneration;
    const why = observed === undefined ? mustBe(object, type) : (unseen(object, observed) ?? mustBe(object, type));
    if (why !== undefined) return why;
  }
  const { replicas = 1, shards = 1 } = object.spec ?? {};
  const wanted = count(replicas) * count(shards);
  const updated = count(object.status?.['updatedReplicas']);
  return updated < wanted ? `${updated} of ${wanted} replicas are of the new version` : undefined;
}

type Rule = (object: LiveObject) => Unready;

const ready: Rule = (object) => unseen(object) ?? mustBe(object, 'Ready');
const rolledOut =
  (rule: Rule): Rule =>
  (object) =>
    unseen(object) ?? rule(object);

const rules: Readonly<Record<string, Rule>> = {
  'apps/Deployment': rolledOut(deployment),
  'apps/StatefulSet': rolledOut(statefulSet),
  'apps/DaemonSet': rolledOut(daemonSet),
  'apiextensions.k8s.io/CustomResourceDefinition': (object) =>
    mustBe(object, 'Established') ?? mustBe(object, 'NamesAccepted'),
  '/Namespace': ({ status }) => (status?.phase === 'Active' ? undefined : `it is ${status?.phase ?? 'not Active yet'}`),
  'kafka.strimzi.io/Kafka': ready,
  'kafka.strimzi.io/KafkaTopic': ready,
  'kafka.strimzi.io/KafkaUser': ready,
  'kafka.strimzi.io/KafkaConnect': ready,
  'kafka.strimzi.io/KafkaConnector': ready,
  'kafka.strimzi.io/KafkaBridge': ready,
  'kafka.strimzi.io/KafkaRebalance': rebalance,
  'monitoring.coreos.com/Prometheus': prometheus,
  'monitoring.coreos.com/Alertmanager': prometheus,
};

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** Any other kind is ready as soon as it is there: nothing works on it, or what does is asked for itself. */
export function unreadiness(object: LiveObject): Unready {
  if (object.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  return rules[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object);
}
