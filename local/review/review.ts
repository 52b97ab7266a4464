import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '../build/container-tools';
import { commentOf, marker, type StackPlan } from './comment';
import { pullRequestOf } from './event';
import { writeComment } from './github';
import { readPlan } from './plan-output';
import { ReviewError } from './review-error';
import type { Chosen } from './stacks';

/** A job's summary takes a megabyte; one that is twice a comment is read by nobody. */
const LONGEST_SUMMARY = 131_072;

function variable(env: Variables, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new ReviewError('REVIEW_NO_EVENT', `${name} is not set: this runs in a job of GitHub Actions, which sets it`);
}

/** What `make diff` kept: a stack without a file was not planned, and that is told as a failure. */
function plansIn(folder: string, { planned, withoutState }: Chosen): StackPlan[] {
  return planned.map(({ stack }) => {
    const file = join(folder, `${stack}.txt`);
    const named = { stack, isWithoutState: withoutState.includes(stack) };
    if (existsSync(file)) return { ...named, ...readPlan(readFileSync(file, 'utf8'), stack) };
    return { ...named, changes: undefined, details: 'There is no output of it: the job ended before the plan.' };
  });
}

/**
 * Says on the pull request what the plans in the folder would change, and in the job's summary; on one of a fork only there.
 * @returns what was done, for the log. @throws ReviewError
 */
export async function review(folder: string, chosen: Chosen, env: Variables): Promise<string> {
  const repository = variable(env, 'GITHUB_REPOSITORY');
  const run = `${variable(env, 'GITHUB_SERVER_URL')}/${repository}/actions/runs/${variable(env, 'GITHUB_RUN_ID')}`;
  const pull = pullRequestOf(readFileSync(variable(env, 'GITHUB_EVENT_PATH'), 'utf8'), repository);
  const fork = 'Nothing is planned for a pull request of a fork: its workflows get no credentials of AWS.';
  const props = {
    plans: pull?.fromFork === true ? [] : plansIn(folder, chosen),
    notes: pull?.fromFork === true ? [fork] : chosen.notes,
    commit: pull?.commit ?? variable(env, 'GITHUB_SHA'),
    run,
  };
  appendFileSync(variable(env, 'GITHUB_STEP_SUMMARY'), commentOf(props, LONGEST_SUMMARY));
  if (pull === undefined) return 'no pull request: the summary of the job has the plans';
  if (pull.fromFork) return 'a pull request of a fork: the summary of the job says why nothing is planned';
  const token = variable(env, 'GITHUB_TOKEN');
  const target = { api: variable(env, 'GITHUB_API_URL'), repository, number: pull.number, token };
  return `comment on #${pull.number} ${await writeComment(target, marker, commentOf(props))}`;
}
