import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetType, TerraformAsset, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { parse } from 'yaml';
import { repository } from './repository-path';

/** A chart of `charts/`, as Terraform finds it. */
export interface LocalChart {
  /** Below the stack's folder, with a hash of the content in it: an edited template is a change of the plan. */
  readonly path: string;
  readonly version: string;
  readonly hash: string;
}

const folderOf = (name: string): string => join(repository, 'charts', name);

/** Copied once into a stack, however many releases it has there. */
export function localChart(scope: Construct, name: string): LocalChart {
  const stack = TerraformStack.of(scope);
  const id = `chart-${name}`;
  const existing = stack.node.tryFindChild(id);
  const asset =
    existing instanceof TerraformAsset
      ? existing
      : new TerraformAsset(stack, id, { path: folderOf(name), type: AssetType.DIRECTORY });
  const { version } = parse(readFileSync(join(folderOf(name), 'Chart.yaml'), 'utf8')) as { readonly version: string };
  return { path: asset.path, version, hash: asset.assetHash };
}

/** Every YAML file below the chart's folder, as text. */
export function chartFiles(name: string): string[] {
  return readdirSync(folderOf(name), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readFileSync(join(folderOf(name), file), 'utf8'));
}
