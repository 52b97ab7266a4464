import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { environments } from '../../../environments';
import { FakePrograms } from './fake-programs';

/** The command itself, with a program in kubectl's place: exit statuses and signals are real ones. */

const repository = join(__dirname, '../../..');
jest.setTimeout(60_000);

const answers = {
  contexts: 'echo minikube',
  ready: 'echo ok',
  service: 'echo service/monitoring-grafana',
  forward: 'sleep 0.3; echo "Forwarding from 127.0.0.1:1 -> 80"; exec sleep 600',
};

let programs: FakePrograms;
let child: ChildProcess | undefined;
beforeEach(() => (programs = new FakePrograms()));
afterEach(() => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
});

function listening(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function freePort(): Promise<number> {
  const server = await listening();
  const port = portOf(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

interface Run {
  readonly kubectl?: Partial<typeof answers>;
  readonly port?: number;
  /** @default 'minikube' */
  readonly env?: string;
  /** Sent once the page's address is there. */
  readonly signal?: NodeJS.Signals;
}

async function grafana({
  kubectl = {},
  port,
  env = 'minikube',
  signal,
}: Run): Promise<{ status: number | null; said: string }> {
  const { contexts, ready, service, forward } = { ...answers, ...kubectl };
  programs.add(
    'kubectl',
    `case "$*" in *get-contexts*) ${contexts} ;; *readyz*) ${ready} ;; *port-forward*) ${forward} ;; *) ${service} ;; esac`,
  );
  const args = ['--import', 'tsx', 'local/deploy/main.ts', '--env', env, 'forward', 'grafana'];
  const started = spawn(process.execPath, [...args, '--port', String(port ?? (await freePort()))], {
    cwd: repository,
    env: { ...process.env, PATH: `${programs.folder}:${process.env['PATH']}` },
  });
  child = started;
  let said = '';
  const hear = (text: string): void => {
    said += text;
    if (signal !== undefined && said.includes('http://localhost')) started.kill(signal);
  };
  started.stdout.setEncoding('utf8').on('data', hear);
  started.stderr.setEncoding('utf8').on('data', hear);
  const status = await new Promise<number | null>((closed) => started.once('close', closed));
  return { status, said };
}

describe('a page of the cluster', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('is said when it is there, and ends well at %s', async (signal) => {
    const { status, said } = await grafana({ signal });
    expect(said).toMatch(/^ {2}http:\/\/localhost:\d+ \(Ctrl-C ends it\)\n {2}user admin, password: kubectl/);
    expect(status).toBe(0);
  });

  it.each([
    ['another context', { contexts: 'echo kind' }, /DEPLOY_CONTEXT_MISSING.*'minikube'.*make minikube-start/],
    ['a stopped cluster', { ready: 'exit 1' }, /DEPLOY_UNREACHABLE.*make minikube-start/],
    ['nothing deployed', { service: 'true' }, /DEPLOY_NOT_THERE.*monitoring-grafana.*make deploy/],
    [
      'a pod that is not there',
      { forward: 'echo pod is not running >&2; exit 1' },
      /DEPLOY_COMMAND_FAILED.*not running/,
    ],
    ['a connection that is lost', { forward: 'echo "Forwarding from x"; exit 0' }, /DEPLOY_COMMAND_FAILED.*has ended/],
  ])('rejects %s with a status and a code', async (name, kubectl, message) => {
    const { status, said } = await grafana({ kubectl });
    expect(said).toMatch(message);
    expect(said.includes('http://localhost')).toBe(name === 'a connection that is lost');
    expect(status).toBe(1);
  });

  it('rejects a busy port with its number and another one', async () => {
    const server = await listening();
    const port = portOf(server);
    const { status, said } = await grafana({ port });
    await new Promise((closed) => server.close(closed));
    expect(said).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(said).toMatch(/DEPLOY_PORT_BUSY.*make grafana-ui PORT=\d+/);
    expect(status).toBe(1);
  });

  describe('on EKS', () => {
    const account = environments['eks-prod'].platform.account.id;
    const cluster = {
      status: 'ACTIVE',
      endpoint: 'https://abc.eks.amazonaws.com',
      certificateAuthority: { data: 'YWJj' },
    };
    const awsSays = (described: string): void =>
      programs.add(
        'aws',
        `case "$*" in
          *get-caller-identity*) echo '${JSON.stringify({ Account: account, Arn: 'arn:aws:iam::1:user/me' })}' ;;
          *'describe-cluster --name eks-prod '*) ${described} ;;
          *) exit 1 ;;
        esac`,
      );

    it('comes by a kubeconfig of its own, which goes with it', async () => {
      awsSays(`echo '${JSON.stringify({ cluster })}'`);
      const seen = join(programs.folder, 'seen');
      const forward = `echo "$2" > '${seen}'; grep -q abc.eks "$2" || exit 1; ${answers.forward}`;
      const { status, said } = await grafana({ env: 'eks-prod', kubectl: { forward }, signal: 'SIGINT' });
      expect(said).toMatch(
        /^ {2}http:\/\/localhost:\d+ .*\n {2}once: aws eks update-kubeconfig --name eks-prod --region us-east-1 --alias eks-prod\n {2}user admin, password: kubectl --context eks-prod/,
      );
      expect(status).toBe(0);
      expect(existsSync(readFileSync(seen, 'utf8').trim())).toBe(false);
    });

    it('rejects an environment that is not deployed', async () => {
      awsSays('echo "ResourceNotFoundException: No cluster found" >&2; exit 254');
      const { status, said } = await grafana({ env: 'eks-prod' });
      expect(said).toMatch(/DEPLOY_NOT_THERE.*no EKS cluster eks-prod: .*make deploy ENV=eks-prod/);
      expect(status).toBe(1);
    });
  });
});
