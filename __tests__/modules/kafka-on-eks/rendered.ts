import { environments } from '../../../environments';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import { kafkaObjects } from '../../../modules/kafka/kafka';
import { eksKafkaTarget } from '../../../modules/kafka-on-eks/target';
import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { workloadObjects } from '../../../modules/workloads/workloads';
import { withChanges } from '../../model/with-changes';

export const privateCidrs = ['10.0.0.0/19', '10.0.32.0/19', '10.0.64.0/19'] as const;

export const pluginImage = `registry.example.com/tiered-storage@sha256:${'0'.repeat(64)}`;
export const withTieredStorage = { 'platform/tieredStorage': { pluginImage } };

/** eks-prod, with some of its values changed; the model's rules hold for it too. */
export function eksProd(changes: Readonly<Record<string, unknown>> = {}): EnvironmentOn<'eks'> {
  const environment = resolve(withChanges<EnvironmentSpec>(environments['eks-prod'], changes));
  if (isOn(environment, 'eks')) return environment;
  throw new Error('eks-prod is not on EKS.');
}

/** Six brokers on three nodes of twice the size. */
export const sixBrokers = {
  'kafka/brokers': 6,
  'platform/kafkaNodes/instanceType': 'r7g.xlarge',
};

/** eks-prod with each of the choices that Kafka has there. */
export const variants: readonly (readonly [string, EnvironmentOn<'eks'>])[] = [
  ['eks-prod', eksProd()],
  ['with mTLS', eksProd({ 'kafka/authentication': 'mtls' })],
  ['without clients outside', eksProd({ 'platform/clientCidrs': [] })],
  ['with six brokers', eksProd(sixBrokers)],
  ['with tiered storage', eksProd(withTieredStorage)],
  ['whose data may go', eksProd({ 'platform/dataDeletion': 'allowed' })],
];

/** What the release `kafka` deploys, as plain JSON. */
export const kafkaOf = (environment: EnvironmentOn<'eks'>): KubernetesObject[] =>
  JSON.parse(
    JSON.stringify(kafkaObjects({ environment, ...eksKafkaTarget(environment, { privateCidrs }) })),
  ) as KubernetesObject[];

/** Kafka, its topics and users, and the services. */
export const allOf = (environment: EnvironmentOn<'eks'>): KubernetesObject[] => [
  ...kafkaOf(environment),
  ...kafkaEntityObjects({ environment }),
  ...workloadObjects({ environment }),
];
