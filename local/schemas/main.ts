import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { validateObjects, type KubernetesObject } from './validate';

/** `tsx local/schemas/main.ts FILE|FOLDER...`: validates the Kubernetes objects in YAML or JSON files, offline. */

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => join(path, name));
}

function objectsIn(file: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    // A misspelled document must not pass as an empty one.
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message}`);
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

async function main(paths: readonly string[]): Promise<void> {
  const objects = paths.flatMap(filesIn).flatMap(objectsIn);
  if (objects.length === 0) {
    throw new Error(`no Kubernetes objects in ${paths.join(', ') || 'nothing'}; give files or folders of YAML or JSON`);
  }
  const findings = await validateObjects(objects, process.env);
  for (const { object, path, message } of findings) process.stderr.write(`${object} ${path}: ${message}\n`);
  process.stdout.write(`${objects.length} objects, ${findings.length} findings\n`);
  if (findings.length > 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
