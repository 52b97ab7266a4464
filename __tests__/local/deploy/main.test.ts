import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The command itself: what each of its commands takes for ENV. */

const repository = join(__dirname, '../../..');
jest.setTimeout(60_000);

function run(env: string, ...args: readonly string[]): { readonly status: number | null; readonly said: string } {
  const command = ['--import', 'tsx', 'local/deploy/main.ts', '--env', env, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: repository, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('the command', () => {
  it.each([
    ['images of what pulls them', 'eks-prod', ['images'], /DEPLOY_WRONG_PLATFORM.*`make images ENV=eks-prod`/],
    ['to push where nothing is pulled', 'minikube', ['push-images'], /DEPLOY_WRONG_PLATFORM.*ENV=eks-prod/],
    ['to push for nobody', 'nope', ['push-images'], /for this command there are: eks-prod\./],
    ['`make minikube` elsewhere', 'eks-prod', ['check', 'minikube'], /'eks-prod' is not on minikube/],
    ['a deploy of nothing', 'nope', ['check', 'deploy'], /there are: minikube, eks-prod, bootstrap\./],
    ['to prepare for nothing', 'nope', ['prepare'], /there are: minikube, eks-prod, bootstrap\./],
    ['to destroy an account', 'bootstrap', ['check', 'destroy'], /DEPLOY_PROTECTED.*'bootstrap' stays/],
    ['the page of Kafka on EKS', 'eks-prod', ['kafka-ui'], /DEPLOY_WRONG_PLATFORM.*make grafana-ui ENV=eks-prod/],
  ])('rejects %s', (_name, env, args, message) => {
    const { status, said } = run(env, ...args);
    expect(said).toMatch(message);
    expect(status).toBe(1);
  });

  it('prepares for an account without docker', () => {
    const { said } = run('bootstrap', 'prepare');
    expect(said).toMatch(/terraform/);
    expect(said).not.toMatch(/docker|kubectl|minikube |helm/);
  });
});
