import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Commands } from '../../../local/deploy/run-command';
import { temporaryFolder } from '../../support/temporary-folder';

/** Programs that answer by script, in the place of those of this machine. */
export class FakePrograms {
  readonly folder = temporaryFolder('programs');
  /** Sees no others but those of the system's shell. */
  readonly commands = new Commands({ PATH: `${this.folder}:/bin` });

  constructor(scripts: Readonly<Record<string, string>> = {}) {
    for (const [name, script] of Object.entries(scripts)) this.add(name, script);
  }

  add(name: string, script: string): void {
    writeFileSync(join(this.folder, name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(this.folder, name), 0o755);
  }
}
