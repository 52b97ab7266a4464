import { writeComment, type PullRequest } from '../../../local/review/github';
import { FakeGitHub } from './fake-github';

const marker = '<!-- mark -->';
let github: FakeGitHub;
let pull: PullRequest;
beforeEach(async () => {
  github = new FakeGitHub();
  pull = { api: await github.start(), repository: 'owner/name', number: 7, token: 'job-token' };
});
afterEach(() => github.stop());

const own = 'github-actions[bot]';
const methods = (): string[] => github.seen.map(({ method }) => method);

describe('the comment on GitHub', () => {
  it('is created when there is none, with the token of the job', async () => {
    github.add('somebody', 'nice');
    expect(await writeComment(pull, marker, `${marker} first`)).toBe('created');
    expect(github.comments.map(({ body }) => body)).toEqual(['nice', `${marker} first`]);
    expect(methods()).toEqual(['GET', 'POST']);
    expect(new Set(github.seen.map(({ token }) => token))).toEqual(new Set(['Bearer job-token']));
  });

  it('is updated in its place by every later run', async () => {
    await writeComment(pull, marker, `${marker} first`);
    github.add('somebody', 'nice');
    expect(await writeComment(pull, marker, `${marker} second`)).toBe('updated');
    expect(await writeComment(pull, marker, `${marker} third`)).toBe('updated');
    expect(github.comments.map(({ body }) => body)).toEqual([`${marker} third`, 'nice']);
  });

  it('is found behind hundreds of others', async () => {
    for (let count = 0; count < 230; count += 1) github.add('somebody', `remark ${count}`);
    const ours = github.add(own, `${marker} first`);
    expect(await writeComment(pull, marker, `${marker} second`)).toBe('updated');
    expect(ours.body).toBe(`${marker} second`);
    expect(methods()).toEqual(['GET', 'GET', 'GET', 'PATCH']);
  });

  it('ends its search with a page that is full to the last', async () => {
    for (let count = 0; count < 100; count += 1) github.add('somebody', `remark ${count}`);
    expect(await writeComment(pull, marker, marker)).toBe('created');
    expect(methods()).toEqual(['GET', 'GET', 'POST']);
  });

  it('leaves alone what others write, be it with the mark, and what the bot writes without it', async () => {
    github.add('somebody', `${marker} copied`);
    github.add(own, `of another workflow, which quotes ${marker}`);
    expect(await writeComment(pull, marker, `${marker} ours`)).toBe('created');
    expect(github.comments).toHaveLength(3);
  });

  it.each([401, 403, 404])('rejects an answer of %d with the permission that it needs', async (status) => {
    github.refusing = status;
    await expect(writeComment(pull, marker, marker)).rejects.toMatchObject({
      code: 'REVIEW_REFUSED',
      canRetry: false,
      message: expect.stringMatching(
        new RegExp(`${status}: .*Resource not accessible by integration.*pull-requests: write`),
      ) as string,
    });
  });

  it.each([
    [500, true],
    [429, true],
    [422, false],
  ])('rejects an answer of %d; trying again may help: %s', async (status, canRetry) => {
    github.refusing = status;
    await expect(writeComment(pull, marker, marker)).rejects.toMatchObject({ code: 'REVIEW_NO_ANSWER', canRetry });
  });

  it('rejects no answer at all', async () => {
    await github.stop();
    await expect(writeComment(pull, marker, marker)).rejects.toMatchObject({
      code: 'REVIEW_NO_ANSWER',
      canRetry: true,
    });
  });

  it('never tells the token', async () => {
    github.refusing = 403;
    await expect(writeComment(pull, marker, marker)).rejects.not.toMatchObject({
      message: expect.stringContaining('job-token') as string,
    });
  });
});
