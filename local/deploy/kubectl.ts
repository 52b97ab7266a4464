import { execFile } from 'node:child_process';
import type { ObjectGroup, ObjectRef } from '../../model/gate';
import { DeployError } from './deploy-error';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** Few operators have it here; most have it beside the conditions. */
  readonly observedGeneration?: number;
}

/** What a gate reads of any object. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>> & {
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
    readonly phase?: string;
  };
}

/** The cluster as the gates see it. */
export interface LiveCluster {
  /** All of one kind in a namespace; `undefined` when the API server does not serve the kind. */
  list(group: ObjectGroup, selector?: string): Promise<readonly LiveObject[] | undefined>;
  annotate(ref: ObjectRef, annotation: string): Promise<void>;
  /** Does not wait for finalizers. No error when it is gone already. */
  delete(ref: ObjectRef): Promise<void>;
}

const largestAnswer = 256 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile('kubectl', args, { encoding: 'utf8', maxBuffer: largestAnswer }, (error, stdout, stderr) => {
      if (error !== null && error.code === 'ENOENT') {
        reject(new DeployError('DEPLOY_TOOL_MISSING', 'kubectl is not installed: `make prepare` says how to get it.'));
      } else {
        resolve({ status: error === null ? 0 : 1, stdout, stderr: stderr.trim() });
      }
    });
  });
}

/** `KafkaTopic.v1.kafka.strimzi.io`: a kind that no other group's namesake is taken for. */
export function typeArgument({ apiVersion, kind }: Pick<ObjectGroup, 'apiVersion' | 'kind'>): string {
  const [version, group] = apiVersion.includes('/') ? apiVersion.split('/').reverse() : [apiVersion, ''];
  return `${kind}.${version}.${group}`;
}

const notServed = /doesn't have a resource type|no matches for kind|could not find the requested resource/;

/** What another try cannot mend. */
const hopeless =
  /context .* does not exist|context was not found|Unauthorized|Forbidden|no configuration has been provided|invalid configuration|executable .* not found|Unable to locate credentials|token .* expired|ExpiredToken/i;

function failure({ stderr }: Answer, args: readonly string[]): DeployError {
  const text = `kubectl ${args.join(' ')}: ${stderr || 'failed without a word'}`;
  return new DeployError('DEPLOY_COMMAND_FAILED', text, !hopeless.test(stderr));
}

/** @param flags by which kubectl reaches the cluster: `withKubectlFlags` */
export function kubectl(flags: readonly string[]): LiveCluster {
  const base = [...flags, '--request-timeout=30s'];
  const inNamespace = (namespace: string | undefined): string[] => (namespace === undefined ? [] : ['-n', namespace]);
  const mustRun = async (args: readonly string[]): Promise<void> => {
    const answer = await run(args);
    if (answer.status !== 0) throw failure(answer, args);
  };
  return {
    async list(group, selector) {
      const selected = selector === undefined ? [] : ['-l', selector];
      const args = [...base, 'get', typeArgument(group), ...inNamespace(group.namespace), ...selected, '-o', 'json'];
      const answer = await run(args);
      if (answer.status === 0) return (JSON.parse(answer.stdout) as { readonly items: readonly LiveObject[] }).items;
      if (notServed.test(answer.stderr)) return undefined;
      throw failure(answer, args);
    },
    annotate: (ref, annotation) =>
      mustRun([
        ...base,
        'annotate',
        typeArgument(ref),
        ref.name,
        ...inNamespace(ref.namespace),
        '--overwrite',
        annotation,
      ]),
    delete: (ref) =>
      mustRun([
        ...base,
        'delete',
        typeArgument(ref),
        ref.name,
        ...inNamespace(ref.namespace),
        '--ignore-not-found',
        '--wait=false',
      ]),
  };
}
