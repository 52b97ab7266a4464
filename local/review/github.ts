import { ReviewError } from './review-error';

/** Where a pull request is, and what may write to it. */
export interface PullRequest {
  /** `https://api.github.com`, or that of a GitHub of one's own. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** A job's own token, with `pull-requests: write`. */
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly login: string } | null;
}

/** Whose comments a job's token writes. Somebody else's with our marker in it stays theirs. */
const AUTHOR = 'github-actions[bot]';

/** As many as GitHub gives at once. */
const PAGE = 100;

/** A pull request with more comments than that is not read to its end: the comment is written anew. */
const PAGES = 50;

const TIMEOUT_MS = 30_000;

async function ask({ api, token }: PullRequest, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new ReviewError('REVIEW_NO_ANSWER', `${method} ${api}${path}: no answer; run the job again`, true, { cause });
  });
  if (response.ok) return response.json();
  const said = (await response.text()).slice(0, 300);
  const told = `${method} ${path} was answered with ${response.status}: ${said}`;
  if ([401, 403, 404].includes(response.status)) {
    const fix =
      'the job needs `permissions: pull-requests: write` and its GITHUB_TOKEN; pull requests of forks get neither';
    throw new ReviewError('REVIEW_REFUSED', `${told}; ${fix}`);
  }
  throw new ReviewError(
    'REVIEW_NO_ANSWER',
    `${told}; run the job again`,
    response.status >= 500 || response.status === 429,
  );
}

async function ownComment(pull: PullRequest, marker: string): Promise<number | undefined> {
  const comments = `/repos/${pull.repository}/issues/${pull.number}/comments`;
  for (let page = 1; page <= PAGES; page += 1) {
    const found = (await ask(pull, 'GET', `${comments}?per_page=${PAGE}&page=${page}`)) as readonly Comment[];
    const own = found.find(({ body, user }) => user?.login === AUTHOR && body?.startsWith(marker) === true);
    if (own !== undefined) return own.id;
    if (found.length < PAGE) return undefined;
  }
  return undefined;
}

/**
 * Writes the comment that begins with the marker, or puts the text in the place of what it said before.
 * @throws ReviewError REVIEW_REFUSED, REVIEW_NO_ANSWER
 */
export async function writeComment(pull: PullRequest, marker: string, body: string): Promise<'created' | 'updated'> {
  const id = await ownComment(pull, marker);
  const { repository, number } = pull;
  if (id === undefined) {
    await ask(pull, 'POST', `/repos/${repository}/issues/${number}/comments`, { body });
    return 'created';
  }
  await ask(pull, 'PATCH', `/repos/${repository}/issues/comments/${id}`, { body });
  return 'updated';
}
