import { serviceNames } from '../../../contracts/services';
import { allOf, clusterOf, containerOf, podSpecOf, render } from './rendered';

const deploymentsOf = (name: 'minikube' | 'eks-prod', changes: Readonly<Record<string, unknown>> = {}) =>
  allOf(render(clusterOf(name, changes)), 'Deployment');

const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/millrace';

describe("a service's pods", () => {
  it.each([
    ['m6i.large', 'amd64'],
    ['m7g.large', 'arm64'],
  ])('stand on the nodes of the services on EKS, of their architecture: %s', (instanceType, architecture) => {
    const deployments = deploymentsOf('eks-prod', { 'platform/appNodes': { instanceType, least: 3, most: 9 } });
    expect(deployments).toHaveLength(serviceNames.length);
    for (const deployment of deployments) {
      expect(podSpecOf(deployment).nodeSelector).toEqual({
        'millrace.dev/pool': 'apps',
        'kubernetes.io/arch': architecture,
      });
    }
  });

  it('stand anywhere on minikube', () => {
    for (const deployment of deploymentsOf('minikube'))
      expect(podSpecOf(deployment)).not.toHaveProperty('nodeSelector');
  });

  it('are made from the digest that the environment knows, and from the tag of those that it does not', () => {
    const producer = `sha256:${'1'.repeat(64)}`;
    const consumer = `sha256:${'2'.repeat(64)}`;
    const images = deploymentsOf('eks-prod', { 'platform/imageDigests': { producer, consumer } }).map((deployment) => [
      deployment.metadata?.name,
      containerOf(deployment).image,
    ]);
    expect(Object.fromEntries(images)).toEqual({
      producer: `${repository}/producer@${producer}`,
      consumer: `${repository}/consumer@${consumer}`,
      'ping-pong': `${repository}/ping-pong:0.1.0`,
    });
  });

  it('know their zone on EKS, so that they fetch from the replica in it', () => {
    for (const deployment of deploymentsOf('eks-prod')) {
      const rack = (containerOf(deployment).env ?? []).filter(({ name }) => name === 'KAFKA_CLIENT_RACK');
      expect(rack.map(({ valueFrom }) => valueFrom?.fieldRef?.fieldPath)).toEqual([
        "metadata.labels['topology.kubernetes.io/zone']",
      ]);
    }
  });
});
