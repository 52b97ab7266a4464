/** Test code: the objects of a synthesized stack's releases. */
import { parse } from 'yaml';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { literal, readStack } from './synthesized-stack';

export interface RenderedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
}

interface Values {
  readonly objects?: Readonly<Record<string, KubernetesObject>>;
}

/** In the order of their making; a published chart's release has none. */
export function renderedReleases(folder: string): RenderedRelease[] {
  return readStack(folder)
    .filter(({ type }) => type === 'helm_release')
    .map(({ attributes }) => {
      const texts = (attributes['values'] ?? []) as readonly string[];
      const values = texts.map((text) => parse(literal(text), { version: '1.1' }) as Values);
      return {
        name: String(attributes['name']),
        namespace: String(attributes['namespace']),
        objects:
          attributes['repository'] === undefined ? values.flatMap(({ objects = {} }) => Object.values(objects)) : [],
      };
    });
}

/** Every object of a kind, over all releases. */
export function renderedOf<T>(folder: string, kind: string): T[] {
  return renderedReleases(folder)
    .flatMap(({ objects }) => objects)
    .filter((object) => object.kind === kind)
    .map((object) => object as T);
}
