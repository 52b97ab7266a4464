import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { goTool } from '../crds/tools';
import type { Environment } from '../kafka/cache-dir';
import { systemCode } from '../kafka/errors';
import { SchemasError } from './schemas-error';

/** What kubeconform says of one file that is not valid. */
export interface Verdict {
  readonly filename: string;
  /** All of it in one line: errors inside errors, each as ` - at 'path': words`. */
  readonly msg: string;
}

/** Path and words of each error of a verdict; none when it is not about the schema. Their own list names the outermost only. */
export function errorsIn({ msg }: Verdict): { readonly path: string; readonly message: string }[] {
  const [, ...parts] = msg.split(/\s- at '([^']*)': /);
  const errors = parts.flatMap((path, index) =>
    index % 2 === 0 ? [{ path, message: (parts[index + 1] ?? '').trim() }] : [],
  );
  // What only opens a list of errors below it.
  return errors.filter(({ message }) => message !== 'validation failed');
}

/** Asks kubeconform about every file of a folder. It looks for schemas in `schemas` only, never on the network. */
export async function askKubeconform(files: string, schemas: string, env: Environment): Promise<readonly Verdict[]> {
  const command = await goTool('kubeconform', env);
  const location = `${schemas}/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json`;
  const args = ['-output', 'json', '-schema-location', location, files];
  const { stdout, failure } = await new Promise<{ stdout: string; failure: unknown }>((settle) => {
    execFile(command, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
      settle({ stdout: out, failure: error }),
    );
  });
  // It ends with 1 when something is not valid: that is an answer. Without an answer it has failed.
  if (stdout.trim() === '' || systemCode(failure) !== undefined) {
    throw new SchemasError(
      'SCHEMAS_NO_ANSWER',
      `kubeconform (${command}) gave no answer about ${files}: it must be able to run here; delete it, and the next run builds it anew`,
      { cause: failure },
    );
  }
  return (JSON.parse(stdout) as { readonly resources?: readonly Verdict[] }).resources ?? [];
}

/** Where `askKubeconform` looks for the schema of an object, below its folder of schemas. */
export function schemaFile(apiVersion: string, kind: string): string {
  const parts = apiVersion.split('/');
  return join(parts[0] ?? '', `${kind.toLowerCase()}_${parts.at(-1)}.json`);
}
