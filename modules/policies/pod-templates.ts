import type { Deployment } from 'kubernetes-types/apps/v1';
import type { CronJob } from 'kubernetes-types/batch/v1';
import type { PodSpec, PodTemplateSpec } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes/object';

/** The pods that an object brings forth. */
export interface PodTemplate {
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Of a Job: it ends. */
  readonly runsToEnd: boolean;
}

/** A Deployment's place for it is every other workload's too. */
function templateOf(object: KubernetesObject): PodTemplateSpec | undefined {
  switch (object.kind) {
    case 'Pod':
      return object;
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
      return (object as Deployment).spec?.template;
    case 'CronJob':
      return (object as CronJob).spec?.jobTemplate.spec?.template;
    default:
      return undefined;
  }
}

/** @returns undefined when the object has no pods of its own; an operator's objects get theirs from the operator. */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  const template = templateOf(object);
  if (template?.spec === undefined) return undefined;
  return {
    namespace: object.metadata?.namespace,
    labels: template.metadata?.labels ?? {},
    spec: template.spec,
    runsToEnd: object.kind === 'Job' || object.kind === 'CronJob',
  };
}
