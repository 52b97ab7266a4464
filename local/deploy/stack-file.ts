import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DeployError } from './deploy-error';

/** Any Kubernetes object as a plain value. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A release as the synthesized stack has it. */
export interface SynthesizedRelease {
  readonly name: string;
  readonly namespace: string;
  /** Of a published chart; a chart of ours has none. */
  readonly repository?: string;
  /** A published chart's name, or the folder of a chart of ours. */
  readonly chart: string;
  readonly version: string;
  /** As Helm gets them. */
  readonly values: string;
  /** Of `charts/objects`: by their key. */
  readonly objects?: Readonly<Record<string, PlainObject>>;
}

interface HelmRelease extends Omit<SynthesizedRelease, 'values' | 'objects'> {
  readonly values?: readonly string[];
  readonly depends_on?: readonly string[];
}

interface StackFile {
  readonly resource?: {
    readonly helm_release?: Readonly<Record<string, HelmRelease>>;
    readonly terraform_data?: Readonly<Record<string, { readonly depends_on?: readonly string[] }>>;
  };
}

export const stackFolder = (outdir: string, stack: string): string => join(outdir, 'stacks', stack);

/** What Terraform makes of a string of its configuration that refers to nothing. */
const unescape = (text: string): string => text.replace(/([$%])\1(?=\{)/g, '$1');

function release(folder: string, declared: HelmRelease): SynthesizedRelease {
  const { name, namespace, repository, chart, version } = declared;
  const values = (declared.values ?? []).map(unescape).join('\n');
  const parsed = parse(values, { version: '1.1' }) as { readonly objects?: Record<string, PlainObject> } | null;
  return {
    name,
    namespace,
    version,
    values,
    chart: repository === undefined ? join(folder, chart) : chart,
    ...(repository === undefined ? {} : { repository }),
    ...(repository === undefined && parsed?.objects !== undefined ? { objects: parsed.objects } : {}),
  };
}

/** Every release of a synthesized stack, in an order in which each comes behind all that it depends on. */
export function releasesOf(outdir: string, stack: string): readonly SynthesizedRelease[] {
  const folder = stackFolder(outdir, stack);
  const file = join(folder, 'cdk.tf.json');
  if (!existsSync(file)) throw new DeployError('DEPLOY_NOT_THERE', `${file} is not there: synthesize the stack first.`);
  const { resource } = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  const declared = resource?.helm_release ?? {};
  const ordered: SynthesizedRelease[] = [];
  const seen = new Set<string>();
  const visit = (address: string): void => {
    if (seen.has(address)) return;
    seen.add(address);
    const id = address.slice(address.indexOf('.') + 1);
    const node = address.startsWith('helm_release.') ? declared[id] : resource?.terraform_data?.[id];
    (node?.depends_on ?? []).forEach(visit);
    const found = address.startsWith('helm_release.') ? declared[id] : undefined;
    if (found !== undefined) ordered.push(release(folder, found));
  };
  Object.keys(declared).forEach((id) => visit(`helm_release.${id}`));
  return ordered;
}
