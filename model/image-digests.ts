import { defaults } from './defaults';
import type { EnvironmentSpec } from './spec';

/** What `make images` pushed for an environment. */
export interface PushedImages {
  /** That all of them have; digests of another tag than the environment runs are of no use to it. */
  readonly tag: string;
  /** By service. */
  readonly digests: Readonly<Record<string, string>>;
}

/** `environments/images.json`, by environment. */
export type ImageDigests = Readonly<Record<string, PushedImages>>;

/**
 * The spec with the digests that `make images` wrote for it and its tag, unless it says its own; no other kind of platform has
 * any. Nothing is checked: that is the rules', as with all that a spec says.
 */
export function withImageDigests(spec: EnvironmentSpec, images: ImageDigests): EnvironmentSpec {
  const { name, platform } = spec;
  if (platform.kind !== 'eks' || platform.imageDigests !== undefined) return spec;
  const pushed = Object.hasOwn(images, name) ? images[name] : undefined;
  if (pushed?.tag !== (platform.imageTag ?? defaults.cluster.imageTag)) return spec;
  return { ...spec, platform: { ...platform, imageDigests: pushed.digests } };
}
