import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { review } from '../../../local/review/review';
import type { Chosen } from '../../../local/review/stacks';
import { FakeGitHub } from './fake-github';

const chosen: Chosen = {
  planned: ['bootstrap', 'eks-prod'].map((stack) => ({ stack, role: 'arn', region: 'us-east-1' })),
  withoutState: [],
  notes: ['`minikube` is not planned: here.'],
};
let github: FakeGitHub;
let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  github = new FakeGitHub();
  folder = mkdtempSync(join(tmpdir(), 'millrace-review-'));
  env = {
    GITHUB_API_URL: await github.start(),
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REPOSITORY: 'owner/name',
    GITHUB_RUN_ID: '42',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_SHA: 'fedcba9876543210',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_TOKEN: 'job-token',
  };
  event({ pull_request: { number: 7, head: { sha: '0123456789abcdef', repo: { full_name: 'owner/name' } } } });
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

const event = (content: object): void => writeFileSync(join(folder, 'event.json'), JSON.stringify(content));
const summary = (): string => readFileSync(join(folder, 'summary.md'), 'utf8');
const kept = (stack: string, text: string): void => writeFileSync(join(folder, `${stack}.txt`), `${stack}  ${text}\n`);

describe('the review of a pull request', () => {
  it('is one comment about all stacks, and the summary of the job', async () => {
    kept('bootstrap', 'No changes. It matches.');
    kept('eks-prod', 'Plan: 2 to add, 0 to change, 0 to destroy.');
    expect(await review(folder, chosen, env)).toBe('comment on #7 created');
    expect(github.comments).toHaveLength(1);
    for (const text of [github.comments[0]?.body ?? '', summary()]) {
      expect(text).toContain('0123456789ab');
      expect(text).toContain('| `bootstrap` | 0 | 0 | 0 | 0 |');
      expect(text).toContain('| `eks-prod` | 2 | 0 | 0 | 0 |');
      expect(text).toContain('`minikube` is not planned');
      expect(text).toContain('https://github.example/owner/name/actions/runs/42');
    }
  });

  it('says of a stack whose state CI has not that it knows nothing of it', async () => {
    kept('bootstrap', 'Plan: 31 to add, 0 to change, 0 to destroy.');
    kept('eks-prod', 'No changes.');
    await review(folder, { ...chosen, withoutState: ['bootstrap'] }, env);
    expect(github.comments[0]?.body).toContain('bootstrap: planned as if it were never deployed');
    expect(github.comments[0]?.body).not.toContain('| `bootstrap`');
  });

  it('tells a stack whose plan never came as failed', async () => {
    kept('bootstrap', 'No changes.');
    await review(folder, chosen, env);
    expect(github.comments[0]?.body).toContain('| `eks-prod` | **the plan failed** |');
  });

  it.each([{ full_name: 'stranger/name' }, null])(
    'writes nothing on one of a fork (%j): the summary says why',
    async (repo) => {
      event({ pull_request: { number: 7, head: { sha: '0123456789abcdef', repo } } });
      delete env['GITHUB_TOKEN'];
      expect(await review(folder, chosen, env)).toContain('fork');
      expect(github.seen).toEqual([]);
      expect(summary()).toContain('Nothing is planned for a pull request of a fork');
      expect(summary()).not.toContain('eks-prod');
    },
  );

  it('is the summary alone when it is run by hand', async () => {
    event({ inputs: {} });
    expect(await review(folder, chosen, env)).toContain('no pull request');
    expect(github.seen).toEqual([]);
    expect(summary()).toContain('fedcba987654');
  });

  it.each(['GITHUB_EVENT_PATH', 'GITHUB_REPOSITORY', 'GITHUB_TOKEN', 'GITHUB_STEP_SUMMARY'])(
    'rejects a job without %s',
    async (name) => {
      env[name] = '';
      await expect(review(folder, chosen, env)).rejects.toMatchObject({
        code: 'REVIEW_NO_EVENT',
        message: expect.stringContaining(name) as string,
      });
    },
  );
});
