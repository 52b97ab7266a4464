import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { KAFKA_VERSION } from '../../local/kafka';
import { platformVersion } from '../../model/versions';
import { clientKinds, libraryFolder, type ClientKind } from './contenders/clients';

const repository = resolve(__dirname, '..', '..');
const packageSchema = z.object({ version: z.string() });

/** @returns `undefined` when it is not installed there */
function versionIn(folder: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return packageSchema.parse(JSON.parse(text)).version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What was measured and with what. */
export function versionsHere(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kinds: readonly ClientKind[] = Object.values(clientKinds);
  const beside = [...new Set(kinds.flatMap(({ packages = [] }) => packages))];
  const found: readonly (readonly [string, string | undefined])[] = [
    ['Kafka', KAFKA_VERSION],
    ['Node', process.versions.node],
    ['Millrace', platformVersion],
    ['kafkajs', versionIn(repository, 'kafkajs')],
    ...beside.map((name) => [name, versionIn(libraryFolder(env), name)] as const),
  ];
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
