import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { empty } from '../../../proof/targets/embedded-ballast';

// Filling takes a volume to fill: __tests__/integration/proof/ground.test.ts.
describe('empty', () => {
  it('takes away the ballast alone, and is content with none', async () => {
    const volume = await mkdtemp(join(tmpdir(), 'millrace-ballast-'));
    await writeFile(join(volume, 'ballast'), 'full');
    await writeFile(join(volume, 'data'), 'kept');
    await empty(volume);
    await empty(volume);
    expect([existsSync(join(volume, 'ballast')), existsSync(join(volume, 'data'))]).toEqual([false, true]);
    await rm(volume, { recursive: true });
  });
});
