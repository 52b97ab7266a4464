import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalKafkaError } from './errors';
import { KAFKA_VERSION, type KafkaVersion } from './versions';

/** File name to sha256, in hexadecimal. */
export type Checksums = ReadonlyMap<string, string>;

/** The committed list of a version's jars. */
export function checksumList(version: KafkaVersion): string {
  return join(__dirname, `jars.${version}.sha256`);
}

/** Reads the format of `sha256sum`, with comment lines that start with `#`. */
export function parseChecksums(text: string): Checksums {
  const entries = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line): [string, string] => {
      const [digest = '', name = ''] = line.trim().split(/\s+/);
      return [name, digest];
    });
  return new Map(entries);
}

/** The checksums of all jars in a folder, by name. */
export async function checksumsOf(dir: string): Promise<Checksums> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jar')).sort();
  const digests = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const content = await readFile(join(dir, name));
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
  return new Map(digests);
}

/** Rejects, naming every jar that is missing, unexpected or other than the list says. */
export async function verifyJars(
  dir: string,
  expected: Checksums,
  list: string = checksumList(KAFKA_VERSION),
): Promise<void> {
  const actual = await checksumsOf(dir);
  const wrong = [
    ...[...expected].flatMap(([name, digest]) => {
      const got = actual.get(name);
      if (got === undefined) return [`${name}: missing`];
      return got === digest ? [] : [`${name}: sha256 is ${got}, the list says ${digest}`];
    }),
    ...[...actual.keys()].filter((name) => !expected.has(name)).map((name) => `${name}: not in the list`),
  ];
  if (wrong.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_JAR_MISMATCH',
    `the jars in ${dir} are not the ones of ${list}:\n  ${wrong.join('\n  ')}\n` +
      'Nothing was started from them. Remove that folder and try again; if they differ again, the mirror Maven uses ' +
      'serves other files (~/.m2/settings.xml, ~/.m2/repository). After an intended change of versions: ' +
      'npx tsx local/kafka/write-checksums.ts.',
    { detail: { dir, wrong } },
  );
}
