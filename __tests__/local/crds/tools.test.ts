import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences } from '../../../local/crds/differences';
import { generatedFolders } from '../../../local/crds/generate';
import { runTool } from '../../../local/crds/tools';

describe('tools', () => {
  it('rejects one that is not installed, and says how to get it', async () => {
    await expect(runTool('mvn', ['-v'], { PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'CRDS_TOOL_MISSING',
      canRetry: false,
      message: expect.stringContaining('apt-get install -y maven') as string,
    });
  });

  it('rejects one that fails, with its last lines', async () => {
    const script = 'console.error("no route to proxy"); process.exit(3)';
    await expect(runTool(process.execPath, ['-e', script], {})).rejects.toMatchObject({
      code: 'CRDS_TOOL_FAILED',
      canRetry: true,
      message: expect.stringContaining('no route to proxy') as string,
    });
  });
});

describe('differences', () => {
  it('are what is missing, changed or left over', () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-differences-'));
    try {
      const [folder = ''] = generatedFolders;
      mkdirSync(join(root, folder), { recursive: true });
      for (const name of ['same', 'changed', 'left']) writeFileSync(join(root, folder, name), name);
      const wanted = { same: 'same', changed: 'new', missing: 'missing' };
      const files = new Map(Object.entries(wanted).map(([name, text]) => [`${folder}/${name}`, text]));
      expect(differences(files, root)).toEqual([
        { path: `${folder}/changed`, content: 'new' },
        { path: `${folder}/missing`, content: 'missing' },
        { path: `${folder}/left` },
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
