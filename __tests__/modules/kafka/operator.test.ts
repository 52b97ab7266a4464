import { platformPods, type PodResources } from '../../../model/platform-pods';
import { strimziOperatorValues } from '../../../modules/kafka/operator';

describe('the values of the operator', () => {
  it('watch the namespace of the platform, and not the whole cluster', () => {
    expect(strimziOperatorValues({})).toMatchObject({ watchNamespaces: ['millrace'], watchAnyNamespace: false });
  });

  it('ask for exactly what the node rule counts', () => {
    const { cpu, memory, memoryLimit = memory }: PodResources = platformPods.clusterOperator;
    expect(strimziOperatorValues({})).toMatchObject({
      resources: {
        requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
        limits: { memory: memoryLimit.toQuantity() },
      },
    });
  });

  it('pull every image from the mirror when there is one', () => {
    expect(strimziOperatorValues({})).toMatchObject({ defaultImageRegistry: 'quay.io' });
    expect(strimziOperatorValues({ mirror: 'registry.example.com/mirror' })).toMatchObject({
      defaultImageRegistry: 'registry.example.com/mirror/quay.io',
    });
  });

  it('run it on the nodes that are named, and on any when none are', () => {
    const nodeSelector = { 'millrace.dev/pool': 'system' };
    expect(strimziOperatorValues({ nodeSelector })).toMatchObject({ nodeSelector });
    expect(Object.keys(strimziOperatorValues({}))).not.toContain('nodeSelector');
  });

  it('fit the restricted profile, for the operator and for all that it makes', () => {
    expect(strimziOperatorValues({})).toMatchObject({
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      },
      extraEnvs: [{ name: 'STRIMZI_POD_SECURITY_PROVIDER_CLASS', value: 'restricted' }],
    });
  });

  it('have the operator close the ports of the brokers to operators of other namespaces', () => {
    expect(strimziOperatorValues({})).toMatchObject({
      generateNetworkPolicy: true,
      image: { operatorNamespaceLabels: 'kubernetes.io/metadata.name=strimzi' },
    });
  });
});
