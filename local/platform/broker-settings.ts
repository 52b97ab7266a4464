import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from './platform';

const file = (platform: Platform): string => join(platform.layout.root, 'broker-settings.sha256');

function digest({ cluster }: Platform): string {
  return createHash('sha256')
    .update(JSON.stringify([cluster.config, cluster.heap]))
    .digest('hex');
}

/** Whether running brokers were started with other settings than the model has now. */
export async function settingsChanged(platform: Platform): Promise<boolean> {
  const started = await readFile(file(platform), 'utf8').catch(() => undefined);
  return started !== undefined && started !== digest(platform);
}

export async function recordSettings(platform: Platform): Promise<void> {
  await writeFile(file(platform), digest(platform));
}
