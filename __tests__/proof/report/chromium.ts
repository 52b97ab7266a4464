import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

export type FoundChromium =
  { readonly ok: true; readonly command: string } | { readonly ok: false; readonly reason: string };

/** The first on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv): FoundChromium {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return { ok: true, command: path };
    } catch {
      // The next one.
    }
  }
  return { ok: false, reason: `no browser on the PATH: looked for ${names.join(', ')}` };
}

export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

/** The document as a real browser has it after its scripts and five seconds of its own (virtual) time. */
export async function dumpDom(command: string, file: string, { width, height, dark }: View): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'millrace-chromium-'));
  const flags = [
    '--headless=new',
    // A browser that runs as root, in a container too, has no sandbox; it opens nothing but our own file.
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    `--user-data-dir=${profile}`,
    `--window-size=${width},${height}`,
    `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
    '--virtual-time-budget=5000',
    '--dump-dom',
  ];
  try {
    const options = { timeout: 90_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 } as const;
    const { stdout } = await promisify(execFile)(command, [...flags, pathToFileURL(file).href], options);
    return stdout;
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
