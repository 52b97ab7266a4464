import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Commands } from './run-command';
import { releasesOf, type SynthesizedRelease } from './stack-file';

export interface RenderProps {
  readonly repository: string;
  /** Name of the stack. */
  readonly stack: string;
  /** Folder that is written anew. */
  readonly into: string;
  /** The objects of charts too, by `helm template`: it fetches those that are published. */
  readonly charts: boolean;
}

export interface Rendered {
  readonly folder: string;
  readonly releases: readonly SynthesizedRelease[];
  readonly files: number;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function templateArguments(
  { name, namespace, repository, chart, version }: SynthesizedRelease,
  values: string,
): string[] {
  const published = ['--version', version, '--skip-crds'];
  const place = {
    ours: [chart],
    oci: [`${repository}/${chart}`, ...published],
    https: [chart, '--repo', repository ?? '', ...published],
  }[repository === undefined ? 'ours' : repository.startsWith('oci://') ? 'oci' : 'https'];
  return ['template', name, ...place, '--namespace', namespace, '--values', values];
}

/** The stack as it is now, in a folder that goes when the work is done. */
async function synthesized<T>(
  repository: string,
  commands: Commands,
  work: (outdir: string) => Promise<T>,
): Promise<T> {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-render-'));
  try {
    const tsx = join(repository, 'node_modules/.bin/tsx');
    await commands.run(tsx, ['main.ts'], { cwd: repository, env: { CDKTF_OUTDIR: outdir } });
    return await work(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Templates that are objects as they stand, as the CRDs' are. */
function copyPlain(templates: string, folder: string): number {
  const plain = readdirSync(templates)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, text: readFileSync(join(templates, file), 'utf8') }))
    .filter(({ text }) => !text.includes('{{'));
  for (const { file, text } of plain) write(join(folder, file), text);
  return plain.length;
}

/** @returns how many files it wrote */
async function writeRelease(folder: string, release: SynthesizedRelease, { charts }: RenderProps, commands: Commands) {
  const { objects, values } = release;
  if (objects !== undefined) {
    for (const [key, object] of Object.entries(objects))
      write(join(folder, `${key}.yaml`), stringify(object, { version: '1.1', lineWidth: 0 }));
    return Object.keys(objects).length;
  }
  // CRDs are objects as they stand; with values there is something to render.
  if (release.repository === undefined && values === '') return copyPlain(join(release.chart, 'templates'), folder);
  const file = join(folder, 'values.yaml');
  write(file, values);
  if (!charts) return 1;
  write(join(folder, 'objects.yaml'), await commands.output('helm', templateArguments(release, file)));
  return 2;
}

/**
 * Writes what a stack would create, for people and for validators: `<release>/<namespace>/<kind>/<name>.yaml` for every object
 * of ours, `<release>/<file>.yaml` for each CRD, `<release>/values.yaml` for a published chart. Without a cluster; without the network too, unless `charts` are asked for.
 */
export async function render(props: RenderProps, commands: Commands): Promise<Rendered> {
  const { repository, stack, into } = props;
  return synthesized(repository, commands, async (outdir) => {
    const releases = releasesOf(outdir, stack);
    rmSync(into, { recursive: true, force: true });
    let files = 0;
    for (const release of releases) files += await writeRelease(join(into, release.name), release, props, commands);
    return { folder: into, releases, files };
  });
}

/** What was written, for a person. */
export function summary(stack: string, { releases, files, folder }: Rendered): string {
  if (files === 0) return `  the stack '${stack}' has no objects yet: nothing was written.\n`;
  const lines = releases.map(({ name, repository: published, chart, version, objects }) => {
    const own = objects === undefined ? 'a chart of ours' : `${Object.keys(objects).length} objects`;
    return `  ${name.padEnd(26)} ${published === undefined ? own : `${chart} ${version}`}\n`;
  });
  return `${lines.join('')}  ${files} files in ${folder}\n`;
}
