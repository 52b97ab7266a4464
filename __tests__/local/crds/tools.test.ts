import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences } from '../../../local/crds/differences';
import { generatedFolders } from '../../../local/crds/generate';
import { goTool, runTool } from '../../../local/crds/tools';
import { toolVersions } from '../../../model/versions';

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

describe('programs in Go', () => {
  const program = 'github.com/yannh/kubeconform/cmd/kubeconform';
  const built = (path: string, version: string): string => `\tpath\t${path}\n\tmod\tmodule\t${version}\th1:x=\n`;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-go-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Asks for kubeconform with a Go that says `info` of what is there, and notes what it is told to install. */
  async function asked(info?: string): Promise<string> {
    const told = join(folder, 'told');
    const tools = join(folder, 'millrace', 'tools');
    if (info !== undefined) {
      mkdirSync(tools, { recursive: true });
      writeFileSync(join(tools, 'kubeconform'), info);
    }
    const says = info === '' ? 'exit 1' : 'cat "$3"';
    writeFileSync(
      join(folder, 'go'),
      `#!/bin/sh\nif [ "$1" = version ]; then ${says}; else echo "$*|$GOBIN" >"${told}"; fi\n`,
    );
    chmodSync(join(folder, 'go'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH']}`, XDG_CACHE_HOME: folder };
    expect(await goTool('kubeconform', env)).toBe(join(tools, 'kubeconform'));
    return existsSync(told) ? readFileSync(told, 'utf8').replace(tools, 'tools').trim() : 'nothing';
  }
  const install = `install ${program}@${toolVersions.kubeconform}|tools`;

  it('are taken as they are there, at the pinned version', async () => {
    expect(await asked(built(program, toolVersions.kubeconform))).toBe('nothing');
  });

  it.each<[string, string | undefined]>([
    ['there are none', undefined],
    ['they are of another version', built(program, `${toolVersions.kubeconform}1`)],
    ['they are another program', built('helm.sh/helm/v3/cmd/helm', toolVersions.kubeconform)],
    ['Go did not build them', ''],
  ])('are built when %s', async (_, info) => {
    expect(await asked(info)).toBe(install);
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
