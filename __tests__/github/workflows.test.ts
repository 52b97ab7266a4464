import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobs, repository, steps, workflows, type Job } from './workflow-files';

const makefile = readFileSync(join(repository, 'Makefile'), 'utf8');
const targets = new Set([...makefile.matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, target]) => target));

/** What a job may do beyond reading the sources, each with the step that needs it. */
const mayMore: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'diff.yml: diff': { 'id-token': 'write' },
  'diff.yml: comment': { 'pull-requests': 'write' },
  'images.yml: push': { 'id-token': 'write' },
};

const jobNamed = (at: string): Job => jobs.find((job) => job.at === at)!;
const uses = (job: Job, action: string): boolean =>
  job.steps.some((step) => step.uses?.startsWith(`${action}@`) === true);
const runs = (job: Job): (string | undefined)[] => job.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

describe('every workflow', () => {
  it('is one that is known here', () => {
    expect(workflows.map(({ file }) => file).sort()).toEqual(['ci.yml', 'diff.yml', 'images.yml']);
  });

  it('names actions by commit, and the version that the commit is of', () => {
    const named = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action));
    expect(named.length).toBe(steps.filter(({ uses: action }) => action !== undefined).length);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([]);
  });

  it('names each action at one commit everywhere', () => {
    const commits = new Map<string, Set<string>>();
    for (const { uses: action } of steps) {
      const [name = '', commit = ''] = (action ?? '').split('@');
      if (name !== '') commits.set(name, (commits.get(name) ?? new Set()).add(commit));
    }
    expect([...commits].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('gives each job the least that it needs, and says so in the job', () => {
    const given = jobs.map(({ at, permissions }) => [at, permissions]);
    expect(given).toEqual(jobs.map(({ at }) => [at, { contents: 'read', ...mayMore[at] }]));
    for (const { permissions = {} } of workflows)
      expect(Object.values(permissions).filter((level) => level !== 'read')).toEqual([]);
  });

  it('ends each job in time', () => {
    for (const { at, 'timeout-minutes': minutes } of jobs)
      expect({ at, ends: minutes !== undefined && minutes >= 5 && minutes <= 60 }).toEqual({ at, ends: true });
  });

  it('keeps no credentials in the working tree', () => {
    const checkouts = steps.filter(({ uses: action }) => action?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(jobs.length);
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('knows no secret but the token of the job', () => {
    for (const { file, text } of workflows) {
      const secrets = [...text.matchAll(/secrets\s*(?:\.|\[)\s*['"]?(\w+)/g)].map(([, name]) => name);
      expect({ file, others: secrets.filter((name) => name !== 'GITHUB_TOKEN') }).toEqual({ file, others: [] });
      expect(text).not.toMatch(/aws-access-key-id|aws-secret-access-key|AKIA|secrets: *inherit/);
    }
  });

  it('runs nothing for a fork with rights of the repository', () => {
    for (const { on } of workflows) {
      expect(Object.keys(on)).not.toContain('pull_request_target');
      expect(Object.keys(on)).not.toContain('workflow_run');
    }
  });

  it('lets no two runs of one kind write at once', () => {
    for (const { file, concurrency } of workflows)
      expect({ file, grouped: concurrency?.group !== undefined }).toEqual({ file, grouped: true });
  });
});

describe('every step that runs a command', () => {
  const commands = steps.flatMap(({ at, run }) => (run === undefined ? [] : [{ at, run }]));

  it('is a target of make, or .ci/run, and nothing else', () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ run }) => !/^(\.ci\/run|make [a-z-]+( [A-Z]+=("\$[A-Z]+"|[\w-]+))*)$/.test(run))).toEqual(
      [],
    );
  });

  it('names a target that there is', () => {
    const named = commands.flatMap(({ run }) => /^make ([a-z-]+)/.exec(run)?.[1] ?? []);
    expect(named.filter((target) => !targets.has(target))).toEqual([]);
  });

  it('takes what others write as a variable, never as a part of the script', () => {
    expect(commands.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });
});

describe('ci', () => {
  const commands = jobs.filter(({ at }) => at.startsWith('ci.yml')).flatMap(runs);

  it.each(['.ci/run', 'make validate', 'make schemas ENV=minikube', 'make schemas ENV=eks-prod', 'make policy-scan'])(
    'runs %s',
    (command) => {
      expect(commands).toContain(command);
    },
  );

  it('builds images and pushes none', () => {
    expect(commands).toContain('make build IMAGEID=ci');
    expect(commands.filter((command) => command?.startsWith('make images'))).toEqual([]);
  });
});

describe('the diff of a pull request', () => {
  const diff = jobNamed('diff.yml: diff');
  const comment = jobNamed('diff.yml: comment');

  it('has credentials of AWS in one job and may write comments in another', () => {
    expect(uses(diff, 'aws-actions/configure-aws-credentials')).toBe(true);
    expect(
      jobs
        .filter(({ at }) => at.startsWith('diff.yml'))
        .filter((job) => uses(job, 'aws-actions/configure-aws-credentials')),
    ).toHaveLength(1);
    expect(runs(diff)).toEqual(['make diff ENV="$STACK" KEEP=1']);
    expect(runs(comment)).toEqual(['make diff-comment']);
  });

  it('is of every stack that environments/ has: the matrix is made from it', () => {
    expect(runs(jobNamed('diff.yml: stacks'))).toEqual(['make diff-stacks']);
    expect(diff.strategy?.matrix).toEqual({ include: '${{ fromJSON(needs.stacks.outputs.include) }}' });
  });

  it('takes no lock and asks no cluster: its role may do neither', () => {
    const plan = diff.steps.find(({ run }) => run?.startsWith('make diff'));
    expect(plan?.env).toEqual({ STACK: '${{ matrix.stack }}', TF_CLI_ARGS_plan: '-lock=false -refresh=false' });
  });

  it('asks for no credentials for a fork', () => {
    expect(diff.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
  });

  it('keeps the text of a plan, never the plan itself, in which values stand open', () => {
    const kept = diff.steps.filter(({ uses: action }) => action?.startsWith('actions/upload-artifact@'));
    expect(kept.map((step) => step.with?.['path'])).toEqual(['.millrace/diff/*.txt']);
  });

  it('is told also when a plan fails, and when there was none', () => {
    expect(comment.needs).toEqual(['stacks', 'diff']);
    expect(comment.if).toContain('!cancelled()');
  });
});

describe('images', () => {
  it('are pushed by hand only, from main', () => {
    const images = workflows.find(({ file }) => file === 'images.yml');
    expect(Object.keys(images?.on ?? {})).toEqual(['workflow_dispatch']);
    expect(jobNamed('images.yml: account').if).toBe("github.ref == 'refs/heads/main'");
    expect(jobNamed('images.yml: push').needs).toBe('account');
  });
});
