import { z } from 'zod';

/** What GitHub writes about the event that a workflow runs for; what it was not asked for has no pull request. */
const schema = z.object({
  pull_request: z
    .object({
      number: z.number().int().positive(),
      head: z.object({
        sha: z.string().min(7),
        // Null when the fork is deleted.
        repo: z.object({ full_name: z.string() }).nullable(),
      }),
    })
    .optional(),
});

export interface PullRequestEvent {
  readonly number: number;
  readonly commit: string;
  /** Its workflows get no credentials and may write nothing. */
  readonly fromFork: boolean;
}

/** Undefined when the event is about no pull request. */
export function pullRequestOf(text: string, repository: string): PullRequestEvent | undefined {
  const { pull_request: pull } = schema.parse(JSON.parse(text));
  if (pull === undefined) return undefined;
  const { number, head } = pull;
  return { number, commit: head.sha, fromFork: head.repo?.full_name !== repository };
}
