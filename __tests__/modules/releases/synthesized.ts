import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { GateRequest } from '../../../model/gate';

export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version?: string;
  readonly repository?: string;
  readonly values?: readonly string[];
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly depends_on?: readonly string[];
  readonly [attribute: string]: unknown;
}

export interface Gate {
  readonly input: GateRequest;
  readonly triggers_replace?: string;
  readonly depends_on?: readonly string[];
  readonly provisioner: readonly {
    readonly 'local-exec': {
      readonly command: string;
      readonly when: string;
      readonly working_dir: string;
      readonly environment: Readonly<Record<string, string>>;
    };
  }[];
}

export interface StackJson {
  readonly provider: Readonly<Record<string, readonly object[]>>;
  readonly resource: {
    readonly helm_release: Readonly<Record<string, HelmRelease>>;
    readonly terraform_data: Readonly<Record<string, Gate>>;
  };
}

/** What a stack becomes, with validations, in a folder that is gone afterwards. */
export function synthesized(build: (stack: TerraformStack) => void): StackJson {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-releases-'));
  try {
    const app = new App({ outdir });
    build(new TerraformStack(app, 'stack'));
    app.synth();
    return JSON.parse(readFileSync(join(outdir, 'stacks', 'stack', 'cdk.tf.json'), 'utf8')) as StackJson;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
