import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import type { ClusterPlatform } from '../../model/environment';
import { keyOf, type KubernetesObject } from '../kubernetes/object';
import { podTemplateOf, type PodTemplate } from './pod-templates';

/** What of the environment decides whether something is allowed. */
export interface PolicyContext {
  readonly dataDeletion: ClusterPlatform['dataDeletion'];
}

/** And what stands beside the objects. */
export interface PolicySurroundings extends PolicyContext {
  /** Names of all releases of the stack. */
  readonly releases: readonly string[];
}

/** One thing that breaks a policy. */
export interface Breach {
  /** Key of the object (`keyOf`), or name of the release. */
  readonly on: string;
  readonly got: string;
}

/** What `docs/policies.md` and each finding say of a policy. */
export interface PolicyText {
  /** Stable, and never reused for something else. */
  readonly code: string;
  /** What must hold, in a sentence. */
  readonly title: string;
  readonly fix: string;
}

/** A rule over all objects that a stack would create. */
export interface Policy extends PolicyText {
  readonly check: (objects: readonly KubernetesObject[], context: PolicySurroundings) => readonly Breach[];
}

type Findings = string | undefined | readonly (string | undefined)[];

const told = (findings: Findings): string[] =>
  [findings].flat().filter((finding): finding is string => finding !== undefined);

const breaches = (on: string, findings: Findings): Breach[] => told(findings).map((got) => ({ on, got }));

/** Looks at every object of the kind. `T` is the kind's type: objects are typed where they are made. */
export const eachOf =
  <T extends KubernetesObject>(
    kind: string,
    check: (object: T, context: PolicySurroundings) => Findings,
  ): Policy['check'] =>
  (objects, context) =>
    objects
      .filter((object) => object.kind === kind)
      .flatMap((object) => breaches(keyOf(object), check(object as T, context)));

/** Looks at every object. */
export const eachObject =
  (check: (object: KubernetesObject, all: readonly KubernetesObject[]) => Findings): Policy['check'] =>
  (objects) =>
    objects.flatMap((object) => breaches(keyOf(object), check(object, objects)));

/** Looks at the pods that any object brings forth. */
export const eachPod =
  (check: (template: PodTemplate, all: readonly KubernetesObject[]) => Findings): Policy['check'] =>
  (objects) =>
    objects.flatMap((object) => {
      const template = podTemplateOf(object);
      return template === undefined ? [] : breaches(keyOf(object), check(template, objects));
    });

export interface ContainerPlace {
  readonly pod: PodSpec;
  /** Runs to its end before the others, or is all of a Job: nobody asks whether it lives. */
  readonly runsToEnd: boolean;
}

/** Looks at every container, those that only prepare among them. What it finds is told with the container's name. */
export const eachContainer = (check: (container: Container, place: ContainerPlace) => Findings): Policy['check'] =>
  eachPod(({ spec, runsToEnd }) => {
    const found = (container: Container, place: ContainerPlace): string[] =>
      told(check(container, place)).map((got) => `container ${container.name}: ${got}`);
    return [
      ...spec.containers.flatMap((container) => found(container, { pod: spec, runsToEnd })),
      // With restartPolicy Always it is a sidecar, which lives as long as the others.
      ...(spec.initContainers ?? []).flatMap((container) =>
        found(container, { pod: spec, runsToEnd: container.restartPolicy !== 'Always' }),
      ),
    ];
  });
