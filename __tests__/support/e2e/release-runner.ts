/**
 * Test code: makes the resources of a synthesized stack without Terraform, whose providers cannot be had everywhere. It reads
 * cdk.tf.json, takes the order from it, runs the real Helm with the very values, and the very commands of the gates. It
 * knows only what our stacks use, and throws at anything else.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { must, run, type Variables } from './commands';
import { literal, readStack, type Attributes, type Resource } from './synthesized-stack';

/** What stands in for a published chart that cannot be pulled here. */
export interface StandIn {
  install(): Promise<void>;
  uninstall(): Promise<void>;
}

export interface ReleaseRunnerOptions {
  readonly helm: string;
  /** With KUBECONFIG, and with kubectl on PATH. */
  readonly env: Variables;
  readonly context: string;
  /** By the release's name. @default - a published chart and its gates are left out */
  readonly standIns?: Readonly<Record<string, StandIn>>;
  readonly say: (line: string) => void;
}

export interface Step {
  readonly address: string;
  readonly action: 'created' | 'changed' | 'unchanged' | 'left out' | 'destroyed';
}

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly repository?: string;
  readonly values: readonly string[];
  readonly flags: readonly string[];
  readonly timeoutSeconds: number;
}

const known = new Set(
  ['atomic', 'chart', 'cleanup_on_fail', 'create_namespace', 'depends_on', 'max_history', 'name', 'namespace'].concat([
    'repository',
    'skip_crds',
    'timeout',
    'upgrade_install',
    'values',
    'version',
    'wait',
    'lifecycle',
    '//',
  ]),
);

function releaseOf({ address, attributes }: Resource): Release {
  const strange = Object.keys(attributes).filter((key) => !known.has(key));
  if (strange.length > 0) throw new Error(`${address}: the release runner does not know ${strange.join(', ')}`);
  const refused = ['atomic', 'cleanup_on_fail', 'create_namespace'].filter((key) => attributes[key] === true);
  if (refused.length > 0) throw new Error(`${address}: the release runner does not do ${refused.join(', ')}`);
  const {
    name,
    namespace,
    chart,
    repository,
    values,
    timeout = 300,
  } = attributes as unknown as {
    readonly name: string;
    readonly namespace: string;
    readonly chart: string;
    readonly repository?: string;
    readonly values?: readonly string[];
    readonly timeout?: number;
  };
  return {
    name,
    namespace,
    chart,
    ...(repository === undefined ? {} : { repository }),
    values: (values ?? []).map(literal),
    timeoutSeconds: timeout,
    flags: [
      ...(attributes['skip_crds'] === true ? ['--skip-crds'] : []),
      // The provider's default.
      ...(attributes['wait'] === false ? [] : ['--wait']),
      ...(attributes['max_history'] === undefined
        ? []
        : [`--history-max=${JSON.stringify(attributes['max_history'])}`]),
    ],
  };
}

interface Provisioner {
  readonly command: string;
  readonly when?: 'create' | 'destroy';
  readonly working_dir?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function provisionersOf({ address, attributes }: Resource, when: 'create' | 'destroy'): Provisioner[] {
  const all = (attributes['provisioner'] ?? []) as readonly Readonly<Record<string, Provisioner>>[];
  return all.flatMap((entry) => {
    const [[type, provisioner] = ['', undefined], ...more] = Object.entries(entry);
    if (type !== 'local-exec' || provisioner === undefined || more.length > 0)
      throw new Error(`${address}: the release runner does not know a provisioner ${Object.keys(entry).join(', ')}`);
    return (provisioner.when ?? 'create') === when ? [provisioner] : [];
  });
}

/** `${jsonencode(self.input)}` is the one expression that our gates have. */
function evaluate(text: string, { address, attributes }: Resource): string {
  const value = text.replaceAll('${jsonencode(self.input)}', () => JSON.stringify(attributes['input']));
  if (text.includes('${') && value === text) throw new Error(`${address}: the release runner cannot evaluate ${text}`);
  return value;
}

/** Of a release, or of the release that a gate belongs to. */
function releaseNameOf({ type, attributes }: Resource): string {
  if (type === 'helm_release') return String(attributes['name']);
  return (attributes['input'] as { readonly release?: string } | undefined)?.release ?? '';
}

interface Deploy {
  readonly folder: string;
  readonly again: boolean;
  /** Published charts that nobody stands in for; their gates would wait for what they make. */
  readonly leftOut: ReadonlySet<string>;
}

const digest = (attributes: Attributes): string =>
  createHash('sha256').update(JSON.stringify(attributes)).digest('hex').slice(0, 16);

export class ReleaseRunner {
  /** What Terraform keeps in its state: which resources there are, made of what. */
  private readonly state = new Map<string, Attributes>();

  constructor(private readonly options: ReleaseRunnerOptions) {}

  /**
   * Makes or changes what differs from the last deploy, in order.
   * @param again runs Helm also for releases whose configuration is the same as it was
   */
  async deploy(folder: string, { again = false } = {}): Promise<Step[]> {
    const steps: Step[] = [];
    const resources = readStack(folder);
    const published = resources.filter(({ attributes }) => attributes['repository'] !== undefined);
    const leftOut = new Set(published.map(releaseNameOf).filter((name) => this.options.standIns?.[name] === undefined));
    for (const resource of resources) steps.push(await this.make({ folder, again, leftOut }, resource));
    return steps;
  }

  /** Destroys everything that the stack has, each before what it needs; also what an earlier process has made. */
  async destroy(folder: string): Promise<Step[]> {
    const steps: Step[] = [];
    for (const resource of readStack(folder).reverse()) {
      const begun = Date.now();
      await this.unmake(folder, resource);
      this.state.delete(resource.address);
      this.tell(resource, 'destroyed', begun);
      steps.push({ address: resource.address, action: 'destroyed' });
    }
    return steps;
  }

  /** Of one release, as it is. */
  async destroyRelease(name: string, namespace: string): Promise<void> {
    const { helm, env, context } = this.options;
    const args = ['uninstall', name, '--namespace', namespace, '--kube-context', context, '--ignore-not-found'];
    await must(helm, args, { env });
  }

  private tell({ address }: Resource, action: Step['action'], begun: number): void {
    this.options.say(`${address} ${action} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  }

  private async make(deploy: Deploy, resource: Resource): Promise<Step> {
    const begun = Date.now();
    const before = this.state.get(resource.address);
    const same = before !== undefined && digest(before) === digest(resource.attributes);
    const action = await this.act(deploy, resource, before, same);
    this.state.set(resource.address, resource.attributes);
    this.tell(resource, action, begun);
    return { address: resource.address, action };
  }

  private async act(
    { folder, again, leftOut }: Deploy,
    resource: Resource,
    before: Attributes | undefined,
    same: boolean,
  ): Promise<Step['action']> {
    if (leftOut.has(releaseNameOf(resource))) return same ? 'unchanged' : 'left out';
    if (resource.type === 'terraform_data') {
      // A changed input is changed in place; only a changed trigger is another resource, which runs its provisioners.
      const replaced = before === undefined || before['triggers_replace'] !== resource.attributes['triggers_replace'];
      if (!replaced && !again) return same ? 'unchanged' : 'changed';
      if (replaced && before !== undefined)
        await this.provision(folder, { ...resource, attributes: before }, 'destroy');
      await this.provision(folder, resource, 'create');
      return before === undefined ? 'created' : 'changed';
    }
    if (resource.type !== 'helm_release') throw new Error(`the release runner does not know ${resource.address}`);
    if (same && !again) return 'unchanged';
    const release = releaseOf(resource);
    if (release.repository === undefined) await this.helmUpgrade(folder, release);
    else await this.options.standIns?.[release.name]?.install();
    return before === undefined ? 'created' : 'changed';
  }

  private async helmUpgrade(folder: string, release: Release): Promise<void> {
    const { helm, env, context } = this.options;
    const values = await mkdtemp(join(tmpdir(), 'millrace-values-'));
    try {
      const files = release.values.map((text, index) => [join(values, `${index}.yaml`), text] as const);
      for (const [file, text] of files) await writeFile(file, text);
      await must(
        helm,
        ['upgrade', '--install', release.name, resolve(folder, release.chart)].concat(
          ['--namespace', release.namespace, '--kube-context', context, '--timeout', `${release.timeoutSeconds}s`],
          release.flags,
          files.flatMap(([file]) => ['--values', file]),
        ),
        { env, timeoutMs: (release.timeoutSeconds + 30) * 1000 },
      );
    } finally {
      await rm(values, { recursive: true, force: true });
    }
  }

  private async unmake(folder: string, resource: Resource): Promise<void> {
    if (resource.type === 'terraform_data') return this.provision(folder, resource, 'destroy');
    const release = releaseOf(resource);
    if (release.repository === undefined) return this.destroyRelease(release.name, release.namespace);
    await this.options.standIns?.[release.name]?.uninstall();
  }

  private async provision(folder: string, resource: Resource, when: 'create' | 'destroy'): Promise<void> {
    for (const { command, environment = {}, working_dir: directory = '.' } of provisionersOf(resource, when)) {
      const variables = Object.entries(environment).map(([name, value]) => [name, evaluate(value, resource)]);
      const ran = await run('/bin/sh', ['-c', evaluate(command, resource)], {
        cwd: resolve(folder, directory),
        env: { ...this.options.env, ...(Object.fromEntries(variables) as Variables) },
        timeoutMs: 900_000,
      });
      if (ran.status !== 0) throw new Error(`${resource.address}: ${command} ended with ${ran.status}:\n${ran.output}`);
    }
  }
}
