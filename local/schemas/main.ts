import { objectsIn } from './read-objects';
import { validateObjects } from './validate';

/** `tsx local/schemas/main.ts FILE|FOLDER...`: validates the Kubernetes objects in YAML or JSON files, offline. */

async function main(paths: readonly string[]): Promise<void> {
  const read = objectsIn(paths);
  const findings = await validateObjects(
    read.map(({ object }) => object),
    process.env,
  );
  for (const { index, object, path, message } of findings)
    process.stderr.write(`${read[index]?.file}: ${object} ${path}: ${message}\n`);
  process.stdout.write(`${read.length} objects, ${findings.length} findings\n`);
  if (findings.length > 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
