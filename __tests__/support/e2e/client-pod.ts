/** Test code: a pod in the platform's namespace, from which the services are called as their callers would. */
import { spawn } from 'node:child_process';
import { namespaces } from '../../../model/cluster-names';
import { containerSecurity } from '../../../modules/kubernetes/pods';
import { httpClientLabel } from '../../../modules/workloads/labels';
import { resourcePath } from './kubernetes-api';
import type { TestCluster } from './test-cluster';

/** Only this test's pods have it. */
const ownLabel = { 'millrace.dev/e2e': 'client' };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface LoadResult {
  /** Ids that the producer has said to be written. */
  readonly acknowledged: readonly string[];
  /** Every answer that was not 200, every request without an answer. */
  readonly failures: readonly string[];
}

/** The request is JSON on stdin. */
/** A Service's connections are dealt out by chance: thirty in a row meet every endpoint that its node still knows. */
const thirtyProgram = `
  const ask = () => fetch(process.argv[1], { headers: { connection: 'close' }, signal: AbortSignal.timeout(2000) });
  (async () => {
    let failed = 0;
    for (let call = 0; call < 30; call += 1) await ask().then((answer) => answer.text(), () => { failed += 1; });
    console.log(failed);
  })();
`;

const callProgram = `
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', async () => {
  const { url, method, body } = JSON.parse(Buffer.concat(chunks));
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(15000) });
  const text = await answer.text();
  let parsed = text;
  try { parsed = JSON.parse(text); } catch {}
  console.log(JSON.stringify({ status: answer.status, body: parsed }));
});`;

/** Eight callers, each with a connection that it keeps, until stdin ends. No request is tried twice. */
const loadProgram = `
const { randomUUID } = require('node:crypto');
const acknowledged = [], failures = [];
let ending = false;
process.stdin.on('end', () => { ending = true; }).resume();
const caller = async () => {
  while (!ending) {
    const event_id = randomUUID();
    const begun = new Date().toISOString();
    try {
      const answer = await fetch(process.argv[1], {
        method: 'POST', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(Number(process.argv[2])),
        body: JSON.stringify({ event_id, source: 'e2e-load' }),
      });
      const text = await answer.text();
      if (answer.status === 200) acknowledged.push(JSON.parse(text).event_id);
      else failures.push(begun + ' ' + answer.status + ' ' + text.slice(0, 200));
    } catch (error) {
      failures.push(begun + ' ' + error.message + ' ' + (error.cause?.code ?? error.cause?.message ?? ''));
    }
    await new Promise((settle) => setTimeout(settle, 100));
  }
};
Promise.all(Array.from({ length: 8 }, caller)).then(() => console.log(JSON.stringify({ acknowledged, failures })));`;

const connectProgram = `
const socket = require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) });
const say = (what) => { console.log(what); process.exit(0); };
socket.setTimeout(4000, () => say('ETIMEDOUT')).once('connect', () => say('open')).once('error', (error) => say(error.code));`;

/** Calls that were made while a load was on. */
export interface Load {
  end(): Promise<LoadResult>;
}

export class ClientPod {
  private constructor(
    private readonly cluster: TestCluster,
    readonly name: string,
    readonly namespace: string,
  ) {}

  /** A pod that may speak to anybody, as far as they let it. */
  static async start(cluster: TestCluster, name: string, image: string, props: PodProps = {}): Promise<ClientPod> {
    const { namespace = namespaces.platform, labels = httpClientLabel } = props;
    await cluster.api.apply(resourcePath('networking.k8s.io/v1', 'networkpolicies', namespace, 'e2e-clients'), {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'e2e-clients', namespace },
      spec: { podSelector: { matchLabels: ownLabel }, policyTypes: ['Egress'], egress: [{}] },
    });
    const { readOnlyRootFilesystem, ...security } = containerSecurity;
    await cluster.api.ensure(resourcePath('v1', 'pods', namespace), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { ...ownLabel, ...labels } },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'client',
            image,
            imagePullPolicy: 'IfNotPresent',
            command: ['node', '-e', 'setInterval(() => undefined, 1e9)'],
            resources: { limits: { memory: '192Mi' } },
            securityContext: { ...security, readOnlyRootFilesystem },
          },
        ],
      },
    } as Parameters<typeof cluster.api.ensure>[1]);
    await cluster.mustKubectl(['-n', namespace, 'wait', `pod/${name}`, '--for=condition=Ready', '--timeout=90s']);
    return new ClientPod(cluster, name, namespace);
  }

  async remove(): Promise<void> {
    await this.cluster.api.remove(resourcePath('v1', 'pods', this.namespace, this.name));
  }

  async node(): Promise<string> {
    const pod = await this.cluster.api.get<{ readonly spec: { readonly nodeName: string } }>(
      resourcePath('v1', 'pods', this.namespace, this.name),
    );
    return pod.spec.nodeName;
  }

  private exec(...command: readonly string[]): string[] {
    return ['-n', this.namespace, 'exec', '-i', this.name, '--', ...command];
  }

  async call(method: 'GET' | 'POST', url: string, body?: object): Promise<Answer> {
    const input = JSON.stringify({ url, method, body });
    return JSON.parse(await this.cluster.mustKubectl(this.exec('node', '-e', callProgram), { input })) as Answer;
  }

  /** How many of thirty calls, each on a connection of its own, nobody answers. */
  async unanswered(url: string): Promise<number> {
    return Number(await this.cluster.mustKubectl(this.exec('node', '-e', thirtyProgram, url)));
  }

  /** `open`, or why not. */
  reach(host: string, port: number): Promise<string> {
    return reachFrom(this.cluster, this.namespace, this.name, host, port);
  }

  /** Events to that address, constantly. @param patienceMs how long a request may take */
  load(url: string, patienceMs = 10_000): Load {
    const child = spawn('kubectl', this.exec('node', '-e', loadProgram, url, String(patienceMs)), {
      env: { ...this.cluster.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<void>((settle) => child.once('close', () => settle()));
    return {
      end: async () => {
        child.stdin.end();
        await ended;
        if (stdout === '') throw new Error(`the load ended without a result: ${stderr}`);
        return JSON.parse(stdout) as LoadResult;
      },
    };
  }
}

export interface PodProps {
  /** @default - the platform's */
  readonly namespace?: string;
  /** @default - may call the services */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Whether a TCP connection from a pod is let through: `open`, or the error. */
export async function reachFrom(
  cluster: TestCluster,
  namespace: string,
  pod: string,
  host: string,
  port: number,
): Promise<string> {
  const args = ['-n', namespace, 'exec', pod, '--', 'node', '-e', connectProgram, host, String(port)];
  return (await cluster.mustKubectl(args)).trim();
}
