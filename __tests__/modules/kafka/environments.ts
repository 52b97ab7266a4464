import { environments } from '../../../environments';
import { isOn, type Environment } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { Cpu, Size } from '../../../model/units';
import type { KafkaObjectsProps } from '../../../modules/kafka/kafka';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { withChanges } from '../../model/with-changes';

/** An environment on a cluster. */
export type ClusterEnvironment = Environment & KafkaObjectsProps['environment'];

/** The environment of that file, with some of its values changed; the model's rules hold for it too. */
export function clusterEnvironment(
  name: 'minikube' | 'eks-prod' = 'minikube',
  changes: Readonly<Record<string, unknown>> = {},
): ClusterEnvironment {
  const environment = resolve(withChanges<EnvironmentSpec>(environments[name], changes));
  if (isOn(environment, 'minikube') || isOn(environment, 'eks')) return environment;
  throw new Error(`The environment ${name} is on no cluster.`);
}

/** What a target says at the least. */
export const target = { apiServerPorts: [6443] } as const;

/** Both clusters as they are, and minikube with each of the choices that an environment has. */
export const variants: readonly (readonly [string, ClusterEnvironment])[] = [
  ['minikube', clusterEnvironment()],
  ['eks-prod', clusterEnvironment('eks-prod')],
  ['minikube with nodes of both roles', clusterEnvironment('minikube', { 'kafka/controllers': 'combined' })],
  ['minikube without Cruise Control', clusterEnvironment('minikube', { 'kafka/cruiseControl': false })],
  ['minikube with mTLS', clusterEnvironment('minikube', { 'kafka/authentication': 'mtls' })],
  [
    'one large node with five brokers, two of which may be lost',
    clusterEnvironment('minikube', {
      'platform/zones': ['only'],
      'platform/node': { cpu: Cpu.cores(16), memory: Size.gibibytes(32) },
      'kafka/brokers': 5,
      'topics/posts/durability': 'survives-two-losses',
      'topics/consumer.dead-letter/durability': 'survives-two-losses',
    }),
  ],
  ['minikube whose data may go', clusterEnvironment('minikube', { 'platform/dataDeletion': 'allowed' })],
];

/** Those of one kind, by the kind's own type. */
export const ofKind = <T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): T[] =>
  objects.filter((object) => object.kind === kind) as T[];
