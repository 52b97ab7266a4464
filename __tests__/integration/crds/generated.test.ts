import { resolve } from 'node:path';
import { differences } from '../../../local/crds/differences';
import { generatedFiles } from '../../../local/crds/generate';

const repository = resolve(__dirname, '..', '..', '..');

/** With cold caches it fetches jars, a Java and a Go module. */
jest.setTimeout(600_000);

/** Runs Strimzi's generator and reads prometheus-operator's module: Maven Central, PyPI and the Go proxy, when not cached. */
describe('charts of CRDs and types', () => {
  it('are what the versions of model/versions.ts give', async () => {
    const files = await generatedFiles(process.env);
    expect(files.size).toBeGreaterThan(20);
    // Only the paths: the files are megabytes. `make crds` writes them.
    expect(differences(files, repository).map(({ path }) => path)).toEqual([]);
    const [path = '', content = ''] = [...files][0] ?? [];
    expect(differences(new Map(files).set(path, `${content}#`), repository)).toHaveLength(1);
  });
});
