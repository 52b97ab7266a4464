import type { ConfigMap, EnvVar } from 'kubernetes-types/core/v1';
import { encodeRuntimeConfig } from '../../contracts/runtime-config';
import { bootstrapServer, namespaces } from '../../model/cluster-names';
import { runtimeConfig } from '../../model/runtime-config';
import { topologyKeys } from '../kubernetes/pods';
import { credentialsOf } from './credentials';
import { serviceLabels } from './labels';
import { stopping } from './stopping';
import { knowsItsZone, type Workload } from './workload';

/** Differs from pod to pod, so it is no part of what they share. */
const instanceVariable = 'SERVICE_INSTANCE';

function variables({ environment, service }: Workload): Record<string, string> {
  const config = runtimeConfig(environment, service.name, {
    bootstrapServers: [bootstrapServer],
    instance: service.name,
    security: credentialsOf(service.name, environment.kafka.authentication).security,
    version: environment.platform.imageTag,
  });
  const lameDuckMs = stopping.lameDuck.toMilliseconds();
  const encoded = encodeRuntimeConfig({ ...config, http: { ...config.http, lameDuckMs } });
  return Object.fromEntries(Object.entries(encoded).filter(([name]) => name !== instanceVariable));
}

/** What all instances of a service are told; secrets are in none of it, only where their files are. */
export function settingsMap(workload: Workload): ConfigMap & { readonly data: Record<string, string> } {
  const { name } = workload.service;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    data: variables(workload),
  };
}

const fromPod = (name: string, fieldPath: string): EnvVar => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/**
 * What each instance is told of itself, and how Node.js starts. A pod whose node has no zone gets an empty one, which is
 * none: it fetches from the leaders.
 */
export function ownVariables(workload: Workload): EnvVar[] {
  const heap = Math.floor(workload.service.resources.memory.toBytes() / 2 / 2 ** 20);
  return [
    fromPod(instanceVariable, 'metadata.name'),
    ...(knowsItsZone(workload) ? [fromPod('KAFKA_CLIENT_RACK', `metadata.labels['${topologyKeys.zone}']`)] : []),
    // Half: what waits for the brokers, fetched records and sockets are buffers outside of the heap.
    { name: 'NODE_OPTIONS', value: `--max-old-space-size=${heap}` },
  ];
}
