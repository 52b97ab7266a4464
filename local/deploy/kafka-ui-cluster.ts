import { spawn } from 'node:child_process';
import { DeployError } from './deploy-error';
import type { Manifest } from './kafka-ui-objects';
import { kubectl, type LiveCluster } from './kubectl';

export interface PortForward {
  readonly namespace: string;
  /** `deployment/name`: one of its pods. */
  readonly target: string;
  readonly localPort: number;
  readonly port: number;
  /** When it is open here. */
  readonly onOpen: () => void;
}

/** What the page of Kafka does with the cluster, beyond looking. */
export interface PageCluster extends LiveCluster {
  /** What is there already is brought to it. */
  apply(manifests: readonly Manifest[]): Promise<void>;
  /** Does not wait until pods have ended. No error when they are gone already. */
  remove(manifests: readonly Manifest[]): Promise<void>;
  /** Ends at the signal. @throws DeployError DEPLOY_COMMAND_FAILED when it ends by itself */
  portForward(props: PortForward, signal: AbortSignal): Promise<void>;
}

interface Running {
  readonly input?: string;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Last words are enough to say why. */
const keptOfErrors = 2_000;

interface Ended {
  readonly ok: boolean;
  readonly stderr: string;
}

/**
 * In a process group of its own: Ctrl-C in a terminal goes to everybody of the foreground's, and would cut an apply or a
 * clean-up in half.
 */
function run(args: readonly string[], { input, onOutput, signal }: Running): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, { stdio: 'pipe', detached: true });
    const end = (): unknown => child.kill('SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(-keptOfErrors)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
    child.stdin.on('error', () => undefined).end(input ?? ''); // who ends before it has read all says why itself
    child.once('error', (cause) => {
      const message = `kubectl cannot be run (${cause.message}): \`make prepare\` says how to get it.`;
      reject(new DeployError('DEPLOY_TOOL_MISSING', message, false, { cause }));
    });
    child.once('close', (status) => {
      signal?.removeEventListener('abort', end);
      resolve({ ok: status === 0, stderr: stderr.trim() });
    });
  });
}

const asList = (items: readonly Manifest[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** @param base flags by which kubectl reaches the cluster: `withKubectlFlags` */
export function pageCluster(base: readonly string[]): PageCluster {
  const withObjects = async (verb: readonly string[], manifests: readonly Manifest[]): Promise<void> => {
    const { ok, stderr } = await run([...base, '--request-timeout=30s', ...verb, '-f', '-'], {
      input: asList(manifests),
    });
    if (ok) return;
    const said = stderr || 'failed without a word';
    throw new DeployError('DEPLOY_COMMAND_FAILED', `kubectl ${[verb[0], ...base].join(' ')}: ${said}`, true);
  };
  return {
    ...kubectl(base),
    apply: (manifests) => withObjects(['apply'], manifests),
    remove: (manifests) => withObjects(['delete', '--ignore-not-found', '--wait=false'], manifests),
    async portForward({ namespace, target, localPort, port, onOpen }, signal) {
      let heard = '';
      const onOutput = (text: string): void => {
        if (heard.includes('Forwarding from')) return;
        heard += text;
        if (heard.includes('Forwarding from')) onOpen();
      };
      const args = [...base, '-n', namespace, 'port-forward', target, `${localPort}:${port}`];
      const { stderr } = await run(args, { onOutput, signal });
      if (signal.aborted) return;
      const why = stderr || 'kubectl ended without a word';
      throw new DeployError('DEPLOY_COMMAND_FAILED', `the port-forward has ended: ${why}\nRun it again.`, true);
    },
  };
}
