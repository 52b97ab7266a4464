import type { EksAccess, GateRequest, ObjectGroup, ObjectRef } from '../../../model/gate';
import type { LiveCluster, LiveObject } from '../../../local/deploy/kubectl';
import type { Clock } from '../../../local/deploy/waiting';

/** Time that passes only when somebody waits. */
export class FakeClock implements Clock {
  private at = 0;
  private due: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.at;
  }

  pause(ms: number): Promise<void> {
    this.at += ms;
    const now = this.due.filter(({ at }) => at <= this.at);
    this.due = this.due.filter(({ at }) => at > this.at);
    now.forEach(({ run }) => run());
    return Promise.resolve();
  }

  /** Something that happens in the cluster meanwhile. */
  after(ms: number, run: () => void): void {
    this.due.push({ at: ms, run });
  }
}

export type Fixture = Omit<Partial<LiveObject>, 'metadata'> & {
  readonly metadata: Partial<LiveObject['metadata']> & { readonly labels?: Readonly<Record<string, string>> };
};

/** An API server's memory, and what was asked of it. */
export class FakeCluster implements LiveCluster {
  readonly calls: string[] = [];
  /** Kinds that no API serves. */
  readonly unserved = new Set<string>();
  failure: Error | undefined;

  constructor(public objects: readonly Fixture[] = []) {}

  list({ kind, apiVersion, namespace }: ObjectGroup, selector?: string): Promise<readonly LiveObject[] | undefined> {
    this.calls.push(`list ${kind} ${namespace ?? '-'}`);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.unserved.has(kind)) return Promise.resolve(undefined);
    const wanted = (selector ?? '').split(',').filter((pair) => pair !== '');
    const found = this.objects.filter(
      (object) =>
        object.kind === kind &&
        object.apiVersion === apiVersion &&
        object.metadata.namespace === namespace &&
        wanted.every((pair) => {
          const [label = '', value] = pair.split('=');
          return object.metadata.labels?.[label] === value;
        }),
    );
    return Promise.resolve(found as unknown as LiveObject[]);
  }

  annotate(ref: ObjectRef, annotation: string): Promise<void> {
    this.calls.push(`annotate ${ref.kind} ${ref.name} ${annotation}`);
    return Promise.resolve();
  }

  delete(ref: ObjectRef): Promise<void> {
    this.calls.push(`delete ${ref.kind} ${ref.name}`);
    return Promise.resolve();
  }
}

export const requestFor = (objects: readonly ObjectRef[], more: Partial<GateRequest> = {}): GateRequest => ({
  release: 'kafka-entities',
  context: 'minikube',
  timeoutSeconds: 60,
  objects,
  pods: [],
  ...more,
});

/** The same for a cluster on EKS. */
export const requestOnEks = (objects: readonly ObjectRef[], eks: EksAccess): GateRequest => {
  const { release, timeoutSeconds, pods } = requestFor(objects);
  return { release, eks, timeoutSeconds, objects, pods };
};

export const topic = (name: string): ObjectRef => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  namespace: 'millrace',
  name,
});

export const live = (
  ref: ObjectRef,
  more: Omit<Fixture, 'metadata'> & { readonly metadata?: Fixture['metadata'] } = {},
): Fixture => ({
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  ...more,
  metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }), ...more.metadata },
});
