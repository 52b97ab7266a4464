import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withKubectlFlags } from '../../../local/deploy/kubeconfig';
import { FakePrograms } from './fake-programs';
import { requestOnEks, topic } from './fake-cluster';
import { temporaryFolder } from '../../support/temporary-folder';

const repository = join(__dirname, '../../..');
jest.setTimeout(60_000);

const eks = {
  cluster: 'eks-test',
  region: 'eu-central-1',
  endpoint: 'https://abc.eks.amazonaws.com',
  certificateAuthority: 'YWJj',
};

describe('withKubectlFlags', () => {
  it('names a context by its name', async () => {
    await withKubectlFlags({ context: 'minikube' }, (flags) => {
      expect(flags).toEqual(['--context', 'minikube']);
      return Promise.resolve();
    });
  });

  it('writes a kubeconfig for EKS that only this user may read, with no token in it', async () => {
    await withKubectlFlags({ eks }, ([flag, file = '']) => {
      expect(flag).toBe('--kubeconfig');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
      const args = ['eks', 'get-token', '--cluster-name', 'eks-test', '--region', 'eu-central-1', '--output', 'json'];
      const apiVersion = 'client.authentication.k8s.io/v1beta1';
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        clusters: [{ cluster: { server: eks.endpoint, 'certificate-authority-data': 'YWJj' } }],
        users: [{ user: { exec: { apiVersion, command: 'aws', args, interactiveMode: 'IfAvailable' } } }],
      });
      return Promise.resolve();
    });
  });

  it.each([
    ['its work is done', () => Promise.resolve()],
    ['its work fails', () => Promise.reject(new Error('no'))],
  ])('removes it when %s', async (_name, end) => {
    let written = '';
    const work = withKubectlFlags({ eks }, ([, file = '']) => {
      written = file;
      expect(existsSync(file)).toBe(true);
      return end();
    });
    await work.catch(() => undefined);
    expect(written).not.toBe('');
    expect(existsSync(dirname(written))).toBe(false);
  });
});

describe("a release's gate on EKS", () => {
  const programs = new FakePrograms();
  const temporary = temporaryFolder('gate');

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends at once with %s, and leaves no kubeconfig',
    async (signal) => {
      programs.add('kubectl', `cp "$2" '${programs.folder}/seen'; echo '{"items": []}'`);
      const child = spawn(process.execPath, ['--import', 'tsx', 'local/deploy/main.ts', 'await-ready'], {
        cwd: repository,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          PATH: `${programs.folder}:${process.env['PATH']}`,
          TMPDIR: temporary,
          HOME: temporary,
          MILLRACE_GATE: JSON.stringify(requestOnEks([topic('posts')], eks)),
        },
      });
      const folders = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('millrace-kubeconfig-'));
      await new Promise<void>((resolve) =>
        child.stdout.on('data', (text) => /waiting/.test(String(text)) && resolve()),
      );
      expect(folders()).toHaveLength(1);
      const began = Date.now();
      child.kill(signal);
      const status = await new Promise((resolve) => child.once('close', resolve));
      expect(status).toBe({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]);
      expect(Date.now() - began).toBeLessThan(1_500);
      expect(folders()).toEqual([]);
      expect(existsSync(join(temporary, '.kube'))).toBe(false);
      expect(readFileSync(join(programs.folder, 'seen'), 'utf8')).toContain(eks.endpoint);
    },
  );
});
