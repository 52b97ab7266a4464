import { kafkaCluster, namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { orAborted } from '../platform/interrupt';
import { DeployError } from './deploy-error';
import type { PageCluster } from './kafka-ui-cluster';
import { kafkaUiName, kafkaUiObjects, kafkaUiPort, type Manifest } from './kafka-ui-objects';
import type { LiveObject } from './kubectl';
import { pagePortMustBeFree } from './page-port';
import { podReasons } from './pod-reasons';
import { unreadiness } from './readiness';
import { listed, nameOf, untilNonePending, type Clock, type Pending } from './waiting';

export interface KafkaUiProps {
  readonly environment: EnvironmentOn<'minikube'>;
  /** On this machine. */
  readonly port: number;
  readonly out: { write(text: string): unknown };
  readonly clock: Clock;
}

const namespace = namespaces.platform;
/** The operator looks at a user within seconds; without it, or without brokers, there is no use in waiting. */
const userSeconds = 120;
/** An image of 200 MB and a JVM that starts, on a small machine. */
const pageSeconds = 300;

/** @throws DeployError DEPLOY_NOT_THERE */
async function mustBeDeployed(cluster: PageCluster, { name, platform }: EnvironmentOn<'minikube'>): Promise<void> {
  const kafkas = await cluster.list({ apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', namespace });
  if (kafkas?.some(({ metadata }) => metadata.name === kafkaCluster.name) === true) return;
  throw new DeployError(
    'DEPLOY_NOT_THERE',
    `There is no Kafka '${kafkaCluster.name}' in the namespace ${namespace} of the context ${platform.context}: ` +
      `deploy it first, \`make deploy ENV=${name}\`.`,
  );
}

interface Event extends LiveObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly involvedObject?: { readonly name?: string };
}

/** What a container that is only being created does not say of itself, such as a volume's missing secret. Newest first. */
async function warnings(cluster: PageCluster): Promise<string[]> {
  const events = ((await cluster.list({ apiVersion: 'v1', kind: 'Event', namespace })) ?? []) as readonly Event[];
  const own = events
    .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject?.name?.startsWith(`${kafkaUiName}-`))
    .sort((one, other) => (other.lastTimestamp ?? '').localeCompare(one.lastTimestamp ?? ''));
  return [...new Set(own.map(({ reason, message }) => `${reason}: ${message}`))].slice(0, 2);
}

async function pendingOf(cluster: PageCluster, { apiVersion, kind, metadata }: Manifest): Promise<Pending[]> {
  const { name } = metadata;
  const what = nameOf({ namespace, kind, name });
  const found = await cluster.list({ apiVersion, kind, namespace });
  const object = found?.find((one) => one.metadata.name === name);
  const why = object === undefined ? 'it is not there' : unreadiness(object);
  if (why === undefined) return [];
  const reasons = object === undefined ? [] : await podReasons(cluster, object);
  return [{ what, why: [why, ...reasons].join('; ') }];
}

interface Wait {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly timeoutSeconds: number;
}

/** @throws DeployError DEPLOY_NOT_READY */
async function ready(cluster: PageCluster, manifest: Manifest, wait: Wait): Promise<void> {
  const pending = await untilNonePending(() => pendingOf(cluster, manifest), wait);
  if (pending.length === 0) return;
  const told = (await warnings(cluster).catch(() => [])).map((line) => `\n  - ${line}`).join('');
  throw new DeployError(
    'DEPLOY_NOT_READY',
    `the page of Kafka is not ready after ${wait.timeoutSeconds} s:\n${listed(pending)}${told}\nMend what is named and run it again.`,
    true,
  );
}

/** The user comes first: a pod that starts before the secret is written anew would keep an older run's password. */
async function show(cluster: PageCluster, props: KafkaUiProps, interrupted: AbortSignal): Promise<void> {
  const { environment, port, out } = props;
  const { user, policy, deployment } = kafkaUiObjects(environment);
  const clock: Clock = {
    now: () => props.clock.now(),
    pause: (ms) => orAborted(props.clock.pause(ms), interrupted),
  };
  const say = (line: string): unknown => out.write(`  · ${line}\n`);
  const step = async (manifests: readonly Manifest[], awaited: Manifest, timeoutSeconds: number): Promise<void> => {
    interrupted.throwIfAborted();
    await cluster.apply(manifests);
    await ready(cluster, awaited, { clock, say, timeoutSeconds });
  };
  await step([user, policy], user, userSeconds);
  await step([deployment], deployment, pageSeconds);
  interrupted.throwIfAborted();
  const onOpen = (): unknown => out.write(`  http://localhost:${port} (read-only; Ctrl-C removes it again)\n`);
  const target = `deployment/${kafkaUiName}`;
  await cluster.portForward({ namespace, target, localPort: port, port: kafkaUiPort, onOpen }, interrupted);
}

const outcome = (work: Promise<void>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

/**
 * Brings the page of Kafka to this machine until it is interrupted, and removes all that it made, however it ends. What a
 * killed run left is taken over.
 * @throws DeployError DEPLOY_PORT_BUSY, DEPLOY_NOT_THERE, DEPLOY_NOT_READY, DEPLOY_NOT_GONE, DEPLOY_COMMAND_FAILED
 */
export async function kafkaUi(cluster: PageCluster, props: KafkaUiProps, interrupted: AbortSignal): Promise<void> {
  const { environment, port, out } = props;
  await pagePortMustBeFree(port, `page of Kafka, http://localhost:${port}`, `make kafka-ui PORT=${port + 100}`);
  const absent = await outcome(mustBeDeployed(cluster, environment));
  if (interrupted.aborted) return;
  if (absent !== undefined) throw absent;
  const failure = await outcome(show(cluster, props, interrupted));
  const failed = interrupted.aborted ? undefined : failure;
  const { user, policy, deployment } = kafkaUiObjects(environment);
  out.write('  removing it ...\n');
  const left = await outcome(cluster.remove([deployment, policy, user]));
  if (left === undefined) {
    out.write('  removed\n');
    if (failed !== undefined) throw failed;
    return;
  }
  const byHand = `kubectl --context ${environment.platform.context} -n ${namespace} delete deployment,networkpolicy,kafkauser ${kafkaUiName}`;
  const told = failed === undefined ? '' : `${failed.message}\n`;
  const text = `${told}the page of Kafka could not be removed (${left.message}): ${byHand}`;
  throw new DeployError('DEPLOY_NOT_GONE', text, true, { cause: left });
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that aborts at Ctrl-C, SIGTERM or when the terminal is closed. Further ones change nothing:
 * impatience must not leave half of it behind.
 */
export async function untilSignalled(work: (interrupted: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const end = (): void => controller.abort(new Error('interrupted'));
  // Nobody may read any more: a closed terminal, `| head`.
  const unheard = (): void => undefined;
  const outputs = [process.stdout, process.stderr];
  for (const ending of endings) process.on(ending, end);
  for (const output of outputs) output.on('error', unheard);
  try {
    await work(controller.signal);
  } finally {
    for (const ending of endings) process.off(ending, end);
    for (const output of outputs) output.off('error', unheard);
  }
}
