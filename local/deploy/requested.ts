import type { GateRequest, ObjectRef } from '../../model/gate';
import type { LiveCluster, LiveObject } from './kubectl';
import { grouped, nameOf } from './waiting';

/** What a gate asks for, as the cluster has it. */
export interface Found {
  /** `millrace/KafkaTopic/posts`. */
  readonly what: string;
  /** Of the request; none for what only Helm knows. */
  readonly ref?: ObjectRef;
  /** Or why there is none. */
  readonly object: LiveObject | string;
}

/** Helm writes it on all that it makes (`setMetadataVisitor`), whatever labels the chart has. */
const releaseAnnotation = 'meta.helm.sh/release-name';

export type Requested = Pick<GateRequest, 'release' | 'objects' | 'groups'>;

/** Every object of a request, and every one that Helm has made in its groups; an empty group stands for itself. */
export async function requested(cluster: LiveCluster, { release, objects, groups }: Requested): Promise<Found[]> {
  const found: Found[] = [];
  for (const { group, refs } of grouped(objects)) {
    const items = await cluster.list(group);
    const byName = new Map((items ?? []).map((item) => [item.metadata.name, item]));
    const absent = items === undefined ? notServed(group) : 'it is not there';
    for (const ref of refs) found.push({ what: nameOf(ref), ref, object: byName.get(ref.name) ?? absent });
  }
  for (const group of groups ?? []) {
    const items = await cluster.list(group);
    const own = (items ?? []).filter(({ metadata }) => metadata.annotations?.[releaseAnnotation] === release);
    for (const object of own) found.push({ what: nameOf({ ...group, name: object.metadata.name }), object });
    const absent = items === undefined ? notServed(group) : 'Helm has made none for this release';
    if (own.length === 0) found.push({ what: nameOf(group), object: absent });
  }
  return found;
}

const notServed = ({ kind, apiVersion }: Omit<ObjectRef, 'name'>): string =>
  `the API server does not serve ${kind} (${apiVersion})`;
