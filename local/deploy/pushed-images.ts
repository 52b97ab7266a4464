import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImageDigests, PushedImages } from '../../model/image-digests';
import { DeployError } from './deploy-error';

/** `environments/images.json`, which is committed: what a deploy runs is what was reviewed. */

const form = z.record(z.string(), z.strictObject({ tag: z.string(), digests: z.record(z.string(), z.string()) }));

/** @throws DeployError DEPLOY_IMAGES_FILE_INVALID */
function read(file: string): ImageDigests {
  if (!existsSync(file)) return {};
  try {
    return form.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new DeployError(
      'DEPLOY_IMAGES_FILE_INVALID',
      `${file} is not as \`make images\` writes it (${(cause as Error).message}): take it from Git (\`git checkout -- ${file}\`), or begin anew with {}.`,
      false,
      { cause },
    );
  }
}

const sorted = <T>(members: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1)));

/**
 * Writes what was pushed for one environment; what others have stays as it is. Sorted, so that a diff shows only what
 * changed; whole or not at all.
 * @throws DeployError DEPLOY_IMAGES_FILE_INVALID
 */
export function writePushedImages(file: string, environment: string, { tag, digests }: PushedImages): void {
  const images = sorted({ ...read(file), [environment]: { tag, digests: sorted(digests) } });
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(images, undefined, 2)}\n`);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
