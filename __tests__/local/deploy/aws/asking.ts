import { AwsCli } from '../../../../local/deploy/aws/aws-cli';
import { DeployError } from '../../../../local/deploy/deploy-error';
import { FakeClock } from '../fake-cluster';
import { FakeAws, type Answer, type Answers } from './fake-aws';

export const region = 'eu-central-1';
export const cluster = 'eks-test';

/** Time that passes only when somebody waits, and what is said meanwhile. */
export function waiting(timeoutSeconds = 60) {
  const lines: string[] = [];
  const say = (line: string): unknown => lines.push(line);
  const clock = new FakeClock();
  return { lines, clock, wait: { timeoutSeconds, clock, say, pollMs: 10_000 } };
}

/** An AWS CLI and a kubectl that answer so. */
export function awsOf(answers: Answers, kubectl: readonly Answer[] = []): { aws: AwsCli; asked: FakeAws } {
  const asked = new FakeAws(answers, kubectl);
  return { aws: new AwsCli(asked.commands, region), asked };
}

/** What it ends with. */
export async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployError) return error;
  throw new Error(`no DeployError but ${String(error)}`);
}
