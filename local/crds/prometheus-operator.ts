import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../kafka/cache-dir';
import { CrdsError } from './crds-error';
import { goModule } from './tools';

const MODULE = 'github.com/prometheus-operator/prometheus-operator';
const FOLDER = 'example/prometheus-operator-crd';
const PREFIX = 'monitoring.coreos.com_';

/** CRDs of a prometheus-operator release by file name, out of its Go module. */
export async function prometheusOperatorDefinitions(
  version: string,
  env: Environment,
): Promise<ReadonlyMap<string, string>> {
  const folder = join(await goModule(MODULE, version, env), FOLDER);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yaml')).sort();
  if (names.length === 0) {
    throw new CrdsError(
      'CRDS_SOURCE_INCOMPLETE',
      `${MODULE} ${version} has no CRDs in ${FOLDER}; they were there in v0.93.1. Find their new place and write it in local/crds/prometheus-operator.ts`,
    );
  }
  const files = names.map(async (name): Promise<[string, string]> => {
    return [name.replace(PREFIX, '').replace('.yaml', ''), await readFile(join(folder, name), 'utf8')];
  });
  return new Map(await Promise.all(files));
}
